package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"hash"
)

// Encrypted PKCS #8 (RFC 5958) with PBES2 (RFC 8018), which is what openssl and
// the Java tools write. The chosen PKCS#12 module decrypts the same structure but
// does not export it, and the standard library has all the primitives.

type encryptedPKCS8 struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

type pbes2Parameters struct {
	Derivation derivation
	Cipher     struct {
		ID asn1.ObjectIdentifier
		IV []byte
	}
}

type derivation struct {
	ID         asn1.ObjectIdentifier
	Parameters pbkdf2Parameters
}

type pbkdf2Parameters struct {
	Salt       []byte
	Iterations int
	KeyLength  int                      `asn1:"optional"`
	Hash       pkix.AlgorithmIdentifier `asn1:"optional"` // absent = HMAC with SHA-1
}

const (
	oidPBES2  = "1.2.840.113549.1.5.13"
	oidPBKDF2 = "1.2.840.113549.1.5.12"
)

// Iteration counts are read from the file, and with them how long it takes to open:
// 2.5 KB can ask for hours. openssl writes 2,048, the Java tools 10,000, and what is
// recommended for passwords is 600,000. A million takes under a second.
const (
	maxIterations     = 1_000_000 // of one key
	maxIterationsFile = 2_000_000 // of all keys that a file needs
)

var (
	errUnsupported = errors.New("is encrypted in an unsupported way (want PBES2 with PBKDF2 and AES-CBC or triple DES)")
	errIterations  = errors.New("asks for too many iterations to be opened: encrypt it again with 600,000 or fewer")
)

func decryptPKCS8(der, password []byte) ([]byte, error) {
	var box encryptedPKCS8
	if rest, err := asn1.Unmarshal(der, &box); err != nil || len(rest) != 0 || box.Algorithm.Algorithm.String() != oidPBES2 {
		return nil, errUnsupported
	}
	return decryptPBES2(box.Algorithm.Parameters.FullBytes, box.Data, password)
}

func decryptPBES2(parameters, data, password []byte) ([]byte, error) {
	var scheme pbes2Parameters
	if _, err := asn1.Unmarshal(parameters, &scheme); err != nil || scheme.Derivation.ID.String() != oidPBKDF2 {
		return nil, errUnsupported
	}
	if scheme.Derivation.Parameters.Iterations > maxIterations {
		return nil, errIterations
	}
	newCipher, size := blockCipher(scheme.Cipher.ID)
	key := scheme.Derivation.Parameters.derive(password, size)
	if newCipher == nil || key == nil {
		return nil, errUnsupported
	}
	block, err := newCipher(key)
	if err != nil {
		return nil, errUnsupported
	}
	return decryptCBC(block, scheme.Cipher.IV, data)
}

// derive returns nil when it does not know how.
func (p *pbkdf2Parameters) derive(password []byte, size int) []byte {
	newHash := keyedHash(p.Hash.Algorithm)
	if newHash == nil || size == 0 || p.Iterations < 1 {
		return nil
	}
	key, err := pbkdf2.Key(newHash, string(password), p.Salt, p.Iterations, size)
	if err != nil {
		return nil
	}
	return key
}

func keyedHash(id asn1.ObjectIdentifier) func() hash.Hash {
	switch id.String() {
	case "", "1.2.840.113549.2.7":
		return sha1.New
	case "1.2.840.113549.2.9":
		return sha256.New
	case "1.2.840.113549.2.10":
		return sha512.New384
	case "1.2.840.113549.2.11":
		return sha512.New
	}
	return nil
}

func blockCipher(id asn1.ObjectIdentifier) (newCipher func([]byte) (cipher.Block, error), keySize int) {
	switch id.String() {
	case "2.16.840.1.101.3.4.1.2":
		return aes.NewCipher, 16
	case "2.16.840.1.101.3.4.1.22":
		return aes.NewCipher, 24
	case "2.16.840.1.101.3.4.1.42":
		return aes.NewCipher, 32
	case "1.2.840.113549.3.7":
		return des.NewTripleDESCipher, 24
	}
	return nil, 0
}

// decryptCBC decrypts and takes the padding off. Wrong padding means a wrong
// password: nothing else in the file could tell.
func decryptCBC(block cipher.Block, iv, data []byte) ([]byte, error) {
	size := block.BlockSize()
	if len(iv) != size || len(data) == 0 || len(data)%size != 0 {
		return nil, errUnsupported
	}
	plain := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, data)
	pad := int(plain[len(plain)-1])
	if pad == 0 || pad > size {
		return nil, ErrPassword
	}
	for _, b := range plain[len(plain)-pad:] {
		if int(b) != pad {
			return nil, ErrPassword
		}
	}
	return plain[:len(plain)-pad], nil
}
