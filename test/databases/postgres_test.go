package databases

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// server is a PostgreSQL of the test's own.
type server struct {
	port      int
	bin, data string
	account   *syscall.Credential // that it runs as; nil is the one of the test
	process   *exec.Cmd

	databases atomic.Int64 // made so far
}

// shared is the server of all tests that only need a database. It ends with the program.
var shared struct {
	once sync.Once
	*server
	stop func()
}

// sharedPostgreSQL is a server that other tests use too. Without PostgreSQL the test is skipped.
func sharedPostgreSQL(t testing.TB) *server {
	t.Helper()
	bin := needPostgreSQL(t)
	shared.once.Do(func() { shared.server, shared.stop = makeServer(t, bin) })
	if shared.server == nil {
		t.Fatal("the server did not start")
	}
	return shared.server
}

// startPostgreSQL makes a server for one test, which may stop it. Without PostgreSQL the test is
// skipped.
func startPostgreSQL(t testing.TB) *server {
	t.Helper()
	s, stop := makeServer(t, needPostgreSQL(t))
	t.Cleanup(stop)
	return s
}

// needPostgreSQL finds the programs of the newest version.
func needPostgreSQL(t testing.TB) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		t.Skip("PostgreSQL is not installed: .ci/postgresql installs it, or says why it cannot")
	}
	slices.Sort(found)
	return filepath.Dir(found[len(found)-1])
}

// makeServer starts a server on loopback, with an empty folder of its own.
func makeServer(t testing.TB, bin string) (s *server, stop func()) {
	t.Helper()
	folder, err := os.MkdirTemp("", "cybersource-postgresql")
	if err != nil {
		t.Fatal(err)
	}
	s = &server{port: freePort(t), bin: bin, data: filepath.Join(folder, "data"), account: unprivileged(t, folder)}
	run(t, s.account, filepath.Join(s.bin, "initdb"), "-D", s.data, "-U", "shop", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
	s.start(t)
	return s, func() {
		s.stop()
		os.RemoveAll(folder)
	}
}

// start begins to serve what is in the folder of the data.
func (s *server) start(t testing.TB) {
	t.Helper()
	s.process = command(s.account, filepath.Join(s.bin, "postgres"), "-D", s.data, "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-k", filepath.Dir(s.data))
	log, err := os.OpenFile(filepath.Join(filepath.Dir(s.data), "log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	s.process.Stdout, s.process.Stderr = log, log
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	s.await(t)
}

// stop ends the server at once, and all connections.
func (s *server) stop() {
	_ = s.process.Process.Signal(syscall.SIGQUIT)
	_ = s.process.Wait()
}

// command runs a program as an account; nil is the one of the test.
func command(account *syscall.Credential, name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = os.TempDir()
	c.SysProcAttr = &syscall.SysProcAttr{Credential: account}
	return c
}

func run(t testing.TB, account *syscall.Credential, name string, args ...string) {
	t.Helper()
	if output, err := command(account, name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(name), err, output)
	}
}

// unprivileged is an account to run the server as, which does not run as root, and makes the
// folder that account's.
func unprivileged(t testing.TB, folder string) *syscall.Credential {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(account.Uid)
	gid, _ := strconv.Atoi(account.Gid)
	if err := os.Chown(folder, uid, gid); err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// freePort is one below those that the system gives to connections: a server that is down for a
// while finds its port free again.
func freePort(t testing.TB) int {
	t.Helper()
	const lowest, count, tries = 20_000, 12_000, 100
	for range tries {
		port := lowest + rand.IntN(count)
		if l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

func (s *server) source(database string) string {
	return fmt.Sprintf("host=127.0.0.1 port=%d user=shop dbname=%s sslmode=disable", s.port, database)
}

// await waits until the server takes connections.
func (s *server) await(t testing.TB) {
	t.Helper()
	db, err := sql.Open("pgx", s.source("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	deadline := time.Now().Add(time.Minute)
	for err = db.Ping(); err != nil; err = db.Ping() {
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond) // for another process, which has no clock of ours
	}
}

// database makes an empty one: a schema, which takes less time.
func (s *server) database(t testing.TB) string {
	t.Helper()
	return s.schema(t, fmt.Sprint("shop", s.databases.Add(1)))
}

// schema makes an empty database with a name.
func (s *server) schema(t testing.TB, name string) string {
	t.Helper()
	execute(t, s.source("postgres"), "CREATE SCHEMA "+name)
	return s.source("postgres") + " search_path=" + name
}
