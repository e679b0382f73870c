package verify

import "testing"

func TestDirectoryKeepsTheFirstOwnerOfAnID(t *testing.T) {
	d := NewDirectory()
	for name, register := range map[string]func(owner string) bool{
		"secret":       func(owner string) bool { return d.AddSecret(owner, "id", testSecret) },
		"certificate":  func(owner string) bool { return d.AddCertificate(owner, "id", &testRSA.PublicKey) },
		"response key": func(owner string) bool { return d.AddResponseKey(owner, "id", &testRSA.PublicKey) },
		"token":        func(owner string) bool { return d.AddToken(owner, "id") },
	} {
		if !register("first") || register("second") {
			t.Errorf("%s: an id can be taken over", name)
		}
	}
	if merchant, _ := d.token("id"); merchant != "first" {
		t.Errorf("token belongs to %q", merchant)
	}
	if _, ok := d.ResponseKey("other"); ok {
		t.Error("an unknown response key was found")
	}
}
