package spelling

import "testing"

func TestDistance(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "ab", 2}, {"ab", "", 2}, {"HOST", "HOST", 0}, {"HOSTS", "HOST", 1}, {"HSOT", "HOST", 1}, {"EXPIRD_CARD", "EXPIRED_CARD", 1}, {"abc", "xyz", 3},
	} {
		if got := Distance(tc.a, tc.b); got != tc.want {
			t.Errorf("from %q to %q: %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"EXPIRED_CARD", "INVALID_CARD", "DECLINED"}
	for word, want := range map[string]string{"EXPIRD_CARD": "EXPIRED_CARD", "invalid_card": "INVALID_CARD", "DECLINE": "DECLINED"} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	if got := Nearest("x", nil); got != "" {
		t.Errorf("of none: %q", got)
	}
}

func TestCheck(t *testing.T) {
	known := []string{"EXPIRED_CARD", "DECLINED"}
	if err := Check("reason", "DECLINED", known); err != nil {
		t.Error(err)
	}
	const want = `the reason "DECLINE" is in no list, the nearest is "DECLINED"`
	if err := Check("reason", "DECLINE", known); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
