package baseline

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// repository makes a repository of two commits, each with another text in the file "text".
func repository(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	run(t, root, "init", "-q")
	for _, text := range []string{"first", "second"} {
		if err := os.WriteFile(filepath.Join(root, "text"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, root, "add", ".")
		run(t, root, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", text)
	}
	return root
}

func run(t *testing.T, root string, args ...string) {
	t.Helper()
	if output, err := exec.Command("git", append([]string{"-C", root}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, output)
	}
}

func TestFindTakesTheHighestVersionBehindTheCheckout(t *testing.T) {
	root := repository(t)
	for _, tag := range []string{"v0.9.0", "v0.10.0", "v0.2.0"} {
		run(t, root, "tag", tag, "HEAD~1")
	}
	run(t, root, "tag", "v9.9.9") // and then the checkout goes back by one
	run(t, root, "checkout", "-q", "HEAD~1")
	if b, err := Find(root, "HEAD"); b.Name() != "v0.10.0" || b.Tag != "v0.10.0" || err != nil {
		t.Errorf("%+v, %v, want v0.10.0", b, err)
	}
}

func TestFindTakesTheCommitWhileNoVersionIsTagged(t *testing.T) {
	root := repository(t)
	run(t, root, "tag", "nightly")
	if b, err := Find(root, "HEAD~1"); b.Name() != "HEAD~1" || b.Tag != "" || err != nil {
		t.Errorf("%+v, %v, want HEAD~1", b, err)
	}
}

func TestFindSaysThatAShallowCloneLacksTheCommit(t *testing.T) {
	origin := repository(t)
	commit, err := exec.Command("git", "-C", origin, "rev-parse", "HEAD~1").Output()
	if err != nil {
		t.Fatal(err)
	}
	clone := t.TempDir()
	run(t, clone, "clone", "-q", "--depth=1", "file://"+filepath.ToSlash(origin), ".")
	if b, err := Find(clone, string(commit[:40])); !errors.Is(err, ErrMissing) {
		t.Errorf("%+v, %v, want ErrMissing", b, err)
	}
}

func TestFindOutsideOfARepositoryIsAnError(t *testing.T) {
	t.Setenv("GIT_CEILING_DIRECTORIES", os.TempDir())
	if b, err := Find(t.TempDir(), "HEAD"); err == nil || errors.Is(err, ErrMissing) {
		t.Errorf("%+v, %v, want git's own error", b, err)
	}
}

func TestExportWritesTheFilesOfTheBaseline(t *testing.T) {
	b, err := Find(repository(t), "HEAD~1")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := b.Export(folder); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(folder, "text")); string(text) != "first" || err != nil {
		t.Errorf("%q, %v, want the first text", text, err)
	}
}
