package databases

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// fleet are the processes of the shop that run at the same time. One that was killed is
// replaced, until there were enough kills and the customers are served.
type fleet struct {
	world *killWorld
	wait  sync.WaitGroup
	done  chan struct{} // closed when the processes are to end

	mu        sync.Mutex
	addresses map[int]string // of those that serve, by their place
	kills     map[string]int // by point
	dice      *rand.Rand
}

const (
	atRandom = "at random, by another process"

	// sabotageTime is how long a process may take to come to the point where it ends. Then it
	// is killed all the same.
	sabotageTime = 4 * time.Second
)

// run keeps so many processes running, until done is closed.
func (f *fleet) run(processes int) {
	for place := range processes {
		f.wait.Go(func() {
			for !f.isDone() {
				f.replace(place)
			}
		})
	}
}

func (f *fleet) isDone() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}

// replace runs a process from its start to its end.
func (f *fleet) replace(place int) {
	child, patience := f.next()
	program, address, err := startShop(child)
	if err != nil { // it may have come to its point before it served
		f.count(program, child.Saboteur.Point, true)
		return
	}
	f.serve(place, address)
	defer f.serve(place, "")
	ended := make(chan error, 1)
	go func() { ended <- program.Wait() }()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-ended:
		f.count(program, child.Saboteur.Point, true)
		return
	case <-timer.C:
	case <-f.done:
	}
	_ = program.Process.Signal(syscall.SIGKILL) // it may have ended by itself just now
	<-ended
	f.count(program, child.Saboteur.Point, false)
}

// next is the next process, and after how long another process kills it: one in eight at
// random, the others at a point of the kind that had the fewest.
func (f *fleet) next() (*shopChild, time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	child := f.world.child
	child.Saboteur = new(saboteur)
	if f.dice.IntN(8) == 0 {
		return &child, time.Duration(200+f.dice.IntN(1500)) * time.Millisecond
	}
	kinds := f.world.points()
	f.dice.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
	points := slices.MinFunc(kinds, func(a, b []string) int { return f.killed(a) - f.killed(b) })
	point := points[f.dice.IntN(len(points))]
	if slices.Contains(callPoints, point) {
		child.Saboteur.Passes = f.dice.Int64N(12)
	}
	child.Saboteur.Point = point
	f.kills[point]++ // so that the others take another one
	return &child, sabotageTime
}

// killed is how many processes were, or are to be, killed at some points.
func (f *fleet) killed(points []string) (n int) {
	for _, point := range points {
		n += f.kills[point]
	}
	return n
}

// count notes how a process ended: at its point, by itself, or elsewhere.
func (f *fleet) count(program *exec.Cmd, point string, byItself bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	status, known := program.ProcessState.Sys().(syscall.WaitStatus)
	if !known || status.Signal() != syscall.SIGKILL {
		f.world.Errorf("a process of the shop ended: %v", program.ProcessState)
	}
	if byItself {
		return
	}
	if point != "" {
		f.kills[point]--
	}
	f.kills[atRandom]++
}

// serve notes where a process serves; "" where it does not any more.
func (f *fleet) serve(place int, address string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if address == "" {
		delete(f.addresses, place)
		return
	}
	f.addresses[place] = address
}

// address is one of a process that serves; "" if there is none at this moment.
func (f *fleet) address() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.addresses) == 0 {
		return ""
	}
	places := slices.Sorted(maps.Keys(f.addresses))
	return f.addresses[places[f.dice.IntN(len(places))]]
}

// total is how many processes were killed.
func (f *fleet) total() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, kills := range f.kills {
		n += kills
	}
	return n
}

// startShop starts a process of the shop, and returns where it serves.
func startShop(c *shopChild) (*exec.Cmd, string, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, "", err
	}
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), shopVariable+"="+string(text))
	program.Stderr = os.Stderr
	output, err := program.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := program.Start(); err != nil {
		return nil, "", err
	}
	lines := bufio.NewScanner(output)
	if lines.Scan() && strings.HasPrefix(lines.Text(), "http://") {
		return program, lines.Text(), nil
	}
	return program, "", fmt.Errorf("it does not serve: %s, %w", lines.Text(), program.Wait())
}
