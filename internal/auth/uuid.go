package auth

import "encoding/hex"

// appendUUID appends a random (version 4) UUID in lower case, made of the 16
// random bytes given.
func appendUUID(dst []byte, random *[16]byte) []byte {
	id := *random
	id[6] = id[6]&0x0f | 0x40 // version 4
	id[8] = id[8]&0x3f | 0x80 // variant of RFC 9562
	dst = hex.AppendEncode(dst, id[0:4])
	for _, part := range [...][]byte{id[4:6], id[6:8], id[8:10], id[10:16]} {
		dst = hex.AppendEncode(append(dst, '-'), part)
	}
	return dst
}
