package databases

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/idempotency"
)

// kill ends all processes of the server as a failing machine does: none of them can do
// anything more.
func (s *server) kill(t testing.TB) {
	t.Helper()
	parent := s.process.Process.Pid
	if err := syscall.Kill(parent, syscall.SIGSTOP); err != nil { // so that it starts no others
		t.Fatal(err)
	}
	children := childrenOf(t, parent)
	if len(children) == 0 {
		t.Error("the server has no processes")
	}
	for _, pid := range append(children, parent) {
		_ = syscall.Kill(pid, syscall.SIGKILL) // one may have ended by itself
	}
	_ = s.process.Wait()
}

// childrenOf are the processes that a process has started.
func childrenOf(t testing.TB, parent int) (pids []int) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(files) == 0 {
		t.Fatalf("no processes: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := bytes.Cut(text, []byte(") ")) // behind the name of the program
		var state string
		var ppid int
		if _, err := fmt.Sscan(string(rest), &state, &ppid); err == nil && ppid == parent {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			pids = append(pids, pid)
		}
	}
	return pids
}

// The server is killed under load, and started again, several times: nothing is sent without
// a record, and each order is paid once.
func TestServerThatIsKilledUnderLoad(t *testing.T) {
	w := newWorld(t)
	server := startPostgreSQL(t)
	store := open(t, "pgx", server.database(t), idempotency.PostgreSQL())
	load := startLoad(w, w.keys(store))
	kills := often(3, 30)
	for range kills {
		time.Sleep(time.Duration(100+rand.IntN(300)) * time.Millisecond) // of another process, which has no clock of ours
		server.kill(t)
		server.start(t)
	}
	tried, ends := load.stop()
	t.Logf("%d kills in %d orders: %v", kills, len(tried), ends)
	if ends[paid] == 0 || ends[notSent]+ends[notRecorded] == 0 {
		t.Errorf("the kills met no call: %v", ends)
	}
	w.finish(store, tried)
}

// load is payers that pay orders until they are stopped.
type load struct {
	done chan struct{}
	all  sync.WaitGroup

	mu     sync.Mutex
	orders []string
	ends   map[string]int
}

func startLoad(w *world, keys *idempotency.Keys) *load {
	const payers = 4
	l := &load{done: make(chan struct{}), ends: map[string]int{}}
	for payer := range payers {
		l.all.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-l.done:
					return
				default:
				}
				l.pay(w, keys, fmt.Sprintf("order-%d-%d", payer, i))
			}
		})
	}
	return l
}

// pay pays an order. One that was not sent is tried once more.
func (l *load) pay(w *world, keys *idempotency.Keys, order string) {
	end := w.pay(keys, order, "pay-1")
	again := ""
	if end == notSent {
		time.Sleep(200 * time.Millisecond) // while the server starts: it has no clock of ours
		again = w.pay(keys, order, "pay-1")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.orders = append(l.orders, order)
	l.ends[end]++
	if again != "" {
		l.ends["then "+again]++
	}
}

// stop returns the orders, and how their payments ended.
func (l *load) stop() ([]string, map[string]int) {
	close(l.done)
	l.all.Wait()
	return l.orders, l.ends
}
