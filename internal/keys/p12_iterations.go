package keys

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
)

// The PKCS#12 module derives keys with as many iterations as a file asks for. So the
// file is read here first, in the same structures, for its iteration counts alone: those
// of its MAC, of its encrypted parts and of its keys, also of a key within an encrypted
// part, which has to be decrypted to be seen.

type p12File struct {
	Version int
	Safes   p12Content
	MAC     struct {
		Digest struct {
			Algorithm pkix.AlgorithmIdentifier
			Value     []byte
		}
		Salt       []byte
		Iterations int `asn1:"optional,default:1"`
	} `asn1:"optional"`
}

type p12Content struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"tag:0,explicit,optional"`
}

type p12Encrypted struct {
	Version int
	Content struct {
		Type      asn1.ObjectIdentifier
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte `asn1:"tag:0,optional"`
	}
}

type p12Bag struct {
	Type       asn1.ObjectIdentifier
	Value      asn1.RawValue   `asn1:"tag:0,explicit"`
	Attributes []asn1.RawValue `asn1:"set,optional"`
}

const (
	oidData          = "1.2.840.113549.1.7.1"
	oidEncryptedData = "1.2.840.113549.1.7.6"
	oidPBMAC1        = "1.2.840.113549.1.5.14"
	oidEncryptedKey  = "1.2.840.113549.1.12.10.1.2"
)

var errNotP12 = errors.New("is not a PKCS#12 file with a private key and certificates")

// iterations is how many more a file may ask for.
type iterations int

func (left *iterations) spend(n int, err error) error {
	if err != nil {
		return err
	}
	if n > maxIterations || n > int(*left) {
		return errIterations
	}
	*left -= iterations(max(n, 0))
	return nil
}

// checkIterations refuses a file that would take too long to open.
func checkIterations(data []byte, password string) error {
	left := iterations(maxIterationsFile)
	return left.spendOnFile(data, password)
}

func (left *iterations) spendOnFile(data []byte, password string) error {
	var file p12File
	if err := whole(data, &file); err != nil {
		return err
	}
	if file.Safes.Type.String() != oidData {
		return nil // which the module refuses
	}
	var octets asn1.RawValue
	var safes []p12Content
	if whole(file.Safes.Content.Bytes, &octets) != nil || whole(octets.Bytes, &safes) != nil {
		return errNotP12
	}
	mac := &file.MAC
	if mac.Digest.Algorithm.Algorithm.String() == oidPBMAC1 {
		if err := left.spend(derivedIterations(mac.Digest.Algorithm)); err != nil {
			return err
		}
	} else if err := left.spend(mac.Iterations, nil); err != nil {
		return err
	}
	return left.spendOnSafes(safes, password)
}

// spendOnSafes looks at what can be seen of all parts before it decrypts any.
func (left *iterations) spendOnSafes(safes []p12Content, password string) error {
	var encrypted []p12Encrypted
	for _, safe := range safes {
		switch safe.Type.String() {
		case oidData:
			var bags []byte
			if err := whole(safe.Content.Bytes, &bags); err != nil {
				return err
			}
			if err := left.spendOnBags(bags); err != nil {
				return err
			}
		case oidEncryptedData:
			var part p12Encrypted
			if err := whole(safe.Content.Bytes, &part); err != nil {
				return err
			}
			if err := left.spend(iterationsOf(part.Content.Algorithm)); err != nil {
				return err
			}
			encrypted = append(encrypted, part)
		}
	}
	return left.spendOnEncrypted(encrypted, password)
}

// spendOnEncrypted decrypts with both encodings of an empty password, as the module
// does. What does not open for us does not open for the module either.
func (left *iterations) spendOnEncrypted(parts []p12Encrypted, password string) error {
	for _, part := range parts {
		opened := false
		for _, encoded := range p12Passwords(password) {
			bags, err := decryptP12(part.Content.Algorithm, part.Content.Data, password, encoded)
			if err == nil {
				err = left.spendOnBags(bags)
			}
			if err != nil && !errors.Is(err, ErrPassword) && !errors.Is(err, errNotP12) {
				return err
			}
			opened = opened || err == nil
		}
		if !opened {
			return ErrPassword
		}
	}
	return nil
}

func (left *iterations) spendOnBags(der []byte) error {
	var bags []p12Bag
	if err := whole(der, &bags); err != nil {
		return err
	}
	for _, bag := range bags {
		if bag.Type.String() != oidEncryptedKey {
			continue
		}
		var key encryptedPKCS8
		if err := whole(bag.Value.Bytes, &key); err != nil {
			return err
		}
		if err := left.spend(iterationsOf(key.Algorithm)); err != nil {
			return err
		}
	}
	return nil
}

// iterationsOf returns the count of an encryption, 0 of one that the module does not know.
func iterationsOf(algorithm pkix.AlgorithmIdentifier) (int, error) {
	if _, known := legacyCipher(algorithm.Algorithm); known {
		var parameters legacyParameters
		err := whole(algorithm.Parameters.FullBytes, &parameters)
		return parameters.Iterations, err
	}
	if algorithm.Algorithm.String() == oidPBES2 {
		return derivedIterations(algorithm)
	}
	return 0, nil
}

// derivedIterations returns the count of PBES2 and PBMAC1, which both name the way to
// derive their key first.
func derivedIterations(algorithm pkix.AlgorithmIdentifier) (int, error) {
	var scheme struct{ Derivation, Algorithm pkix.AlgorithmIdentifier }
	if err := whole(algorithm.Parameters.FullBytes, &scheme); err != nil {
		return 0, err
	}
	if scheme.Derivation.Algorithm.String() != oidPBKDF2 {
		return 0, nil
	}
	var parameters struct {
		Salt       asn1.RawValue
		Iterations int
		KeyLength  int                      `asn1:"optional"`
		Hash       pkix.AlgorithmIdentifier `asn1:"optional"`
	}
	err := whole(scheme.Derivation.Parameters.FullBytes, &parameters)
	return parameters.Iterations, err
}

// whole reads all of der, and nothing behind it.
func whole(der []byte, into any) error {
	if rest, err := asn1.Unmarshal(der, into); err != nil || len(rest) != 0 {
		return errNotP12
	}
	return nil
}
