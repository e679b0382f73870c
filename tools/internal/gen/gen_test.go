package gen

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func outputOf(files map[string]string) Generator {
	return func(string) (map[string][]byte, error) {
		out := map[string][]byte{}
		for path, text := range files {
			out[path] = []byte(text)
		}
		return out, nil
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestRunWritesWhatACheckThenFindsInOrder(t *testing.T) {
	root := t.TempDir()
	generate := outputOf(map[string]string{"a.txt": "a", "pages/b.md": "b"})
	if err := Run(root, false, generate, "pages"); err != nil {
		t.Fatal(err)
	}
	if err := Run(root, true, generate, "pages"); err != nil {
		t.Errorf("check behind a run: %v", err)
	}
}

func TestCheckNamesEveryStaleFileAndWritesNothing(t *testing.T) {
	root := t.TempDir()
	if err := Run(root, false, outputOf(map[string]string{"a.txt": "a", "pages/b.md": "b"})); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(root, "a.txt"), "edited by hand")
	write(t, filepath.Join(root, "pages", "stray.md"), "of a model that is gone")

	err := Run(root, true, outputOf(map[string]string{"a.txt": "a", "pages/b.md": "b", "missing.txt": "m"}), "pages")
	if !errors.Is(err, ErrStale) {
		t.Fatalf("got %v, want ErrStale", err)
	}
	for _, name := range []string{"a.txt", "missing.txt", "stray.md"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in: %v", name, err)
		}
	}
	if strings.Contains(err.Error(), "b.md") {
		t.Errorf("a file that is up to date is named in: %v", err)
	}
	if text, _ := os.ReadFile(filepath.Join(root, "a.txt")); string(text) != "edited by hand" {
		t.Errorf("the check wrote a.txt")
	}
}

func TestRunRemovesStraysFromOwnedFoldersOnly(t *testing.T) {
	root := t.TempDir()
	generate := outputOf(map[string]string{"pages/b.md": "b"})
	if err := os.MkdirAll(filepath.Join(root, "pages"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(root, "pages", "stray.md"), "")
	write(t, filepath.Join(root, "guide.md"), "")
	if err := Run(root, false, generate, "pages"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "pages", "stray.md")); !os.IsNotExist(err) {
		t.Errorf("the stray page is still there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(root, "guide.md")); err != nil {
		t.Errorf("a file outside the owned folder: %v", err)
	}
}
