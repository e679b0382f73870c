package keys

import (
	"crypto/cipher"
	"crypto/des"
	"crypto/sha1"
	"crypto/x509/pkix"
	"encoding/asn1"
	"slices"
	"unicode/utf16"
)

// The encryption that PKCS#12 had before PBES2 (RFC 7292, appendix B), for looking into
// encrypted parts. The chosen module has all of it and exports none.

type legacyParameters struct {
	Salt       []byte
	Iterations int
}

// legacy is a cipher with keys of a fixed size.
type legacy struct {
	keySize   int
	newCipher func(key []byte) (cipher.Block, error)
}

func legacyCipher(id asn1.ObjectIdentifier) (scheme legacy, known bool) {
	switch id.String() {
	case "1.2.840.113549.1.12.1.3":
		return legacy{24, des.NewTripleDESCipher}, true
	case "1.2.840.113549.1.12.1.5":
		return legacy{16, newRC2}, true
	case "1.2.840.113549.1.12.1.6":
		return legacy{5, newRC2}, true
	}
	return legacy{}, false
}

// p12Passwords returns what a password is in the older encryption: UTF-16 with a zero at
// the end. Some programs write nothing at all for an empty one.
func p12Passwords(password string) [][]byte {
	var encoded []byte
	for _, unit := range utf16.Encode([]rune(password)) {
		encoded = append(encoded, byte(unit>>8), byte(unit))
	}
	encoded = append(encoded, 0, 0)
	if password == "" {
		return [][]byte{encoded, nil}
	}
	return [][]byte{encoded}
}

func decryptP12(algorithm pkix.AlgorithmIdentifier, data []byte, password string, encoded []byte) ([]byte, error) {
	scheme, known := legacyCipher(algorithm.Algorithm)
	if !known {
		return decryptPBES2(algorithm.Parameters.FullBytes, data, []byte(password))
	}
	var parameters legacyParameters
	if err := whole(algorithm.Parameters.FullBytes, &parameters); err != nil {
		return nil, err
	}
	const forKey, forIV = 1, 2
	block, err := scheme.newCipher(parameters.derive(forKey, encoded, scheme.keySize))
	if err != nil {
		return nil, errUnsupported
	}
	return decryptCBC(block, parameters.derive(forIV, encoded, block.BlockSize()), data)
}

// derive makes a key of the given size for one purpose.
func (p *legacyParameters) derive(purpose byte, password []byte, size int) (key []byte) {
	const block = 64 // of SHA-1
	diversifier := slices.Repeat([]byte{purpose}, block)
	input := append(repeated(p.Salt, block), repeated(password, block)...)
	for {
		sum := sha1.Sum(append(slices.Clone(diversifier), input...))
		for range p.Iterations - 1 {
			sum = sha1.Sum(sum[:])
		}
		if key = append(key, sum[:]...); len(key) >= size {
			return key[:size]
		}
		for part := range slices.Chunk(input, block) {
			addWithOne(part, repeated(sum[:], block)[:block])
		}
	}
}

// repeated repeats text up to the next multiple of block.
func repeated(text []byte, block int) []byte {
	if len(text) == 0 {
		return nil
	}
	size := (len(text) + block - 1) / block * block
	return slices.Repeat(text, size/len(text)+1)[:size]
}

// addWithOne adds b and one to a, as big-endian numbers of the same length.
func addWithOne(a, b []byte) {
	carry := 1
	for i := len(a) - 1; i >= 0; i-- {
		carry += int(a[i]) + int(b[i])
		a[i], carry = byte(carry), carry>>8
	}
}
