package databases

import (
	"math/rand/v2"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// This file stops a process past the time until which its step belongs to it, has another one
// find out about the order and pay it, and lets the first one go on.

// stopFactor is by how much time passes faster here: nothing is under load.
const stopFactor = 250

// pastQuiet is more than the time from a call's beginning to when no request of it can be
// accepted any more.
const pastQuiet = 9 * time.Minute

func TestProcessThatWasStoppedPastItsTimeChargesNoSecondTime(t *testing.T) {
	lost := map[string]cybersourcetest.Step{}
	for _, point := range recoverPoints {
		lost[point] = cybersourcetest.DropAnswer()
	}
	for _, point := range undoPoints {
		lost[point] = cybersourcetest.CloseBeforeReading()
	}
	t.Run("SQLite", func(t *testing.T) { stopEverywhere(t, lost, func() *server { return nil }) })
	t.Run("PostgreSQL", func(t *testing.T) {
		s := startPostgreSQL(t)
		stopEverywhere(t, lost, func() *server { return s })
	})
}

// stopEverywhere stops processes at all points, a few at a time: they spend their time waiting.
// Lost says what happens to the payment of the process that is to be stopped.
func stopEverywhere(t *testing.T, lost map[string]cybersourcetest.Step, database func() *server) {
	var group sync.WaitGroup
	places := make(chan struct{}, 6)
	for _, point := range slices.Concat(callPoints, recoverPoints, undoPoints) {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			t.Run(point, func(t *testing.T) {
				w := newKillWorld(t, stopFactor, killAccount{TimeoutCalls: true}, cybersourcetest.Options{}, database())
				if fault, ok := lost[point]; ok {
					w.gateway.Next(fault)
				}
				w.stopAt(point)
			})
		})
	}
	group.Wait()
}

// stopAt pays an order by a process that stops at a point, then by another one, and lets the
// first one go on.
func (w *killWorld) stopAt(point string) {
	stopped := w.start(&saboteur{Point: point, Stop: true})
	c := &customer{world: w, dice: rand.New(rand.NewPCG(1, 1))}
	w.fleet.serve(0, stopped.address)
	page, _ := c.post("/orders", map[string][]string{"quantity": {"1"}})
	c.order = page.Order
	w.add(c)
	answered := make(chan bool, 1)
	go func() {
		_, ended := c.post("/orders/"+c.order+"/payments", map[string][]string{"try": {"1"}, "token": {c.order}})
		answered <- ended
	}()
	stopped.awaitStop(w)
	time.Sleep(w.scale.real(pastQuiet))                 // for another process, whose clock goes on
	if !strings.HasSuffix(point, "before the commit") { // a lock of the database is held until it goes on
		w.payBy(w.start(new(saboteur)), c.order)
	}
	_ = stopped.program.Process.Signal(syscall.SIGCONT)
	<-answered
	other := w.start(new(saboteur))
	w.payBy(other, c.order)
	stopped.end()
	other.end()
	w.gateway.DeliverDue()
	w.settle(24 * time.Hour)
	v := newVerdict()
	w.compare(v)
	if v.moved.authorized != 2499 || len(v.faults) > 0 {
		w.Errorf("authorized %d cents: %v", v.moved.authorized, v.faults)
	}
}

// payBy pays an order, by the next form whenever the last one did not pay it.
func (w *killWorld) payBy(p *running, order string) {
	w.Helper()
	w.fleet.serve(0, p.address)
	c := &customer{world: w, order: order}
	page := shopPage{NextTry: 1}
	for deadline := time.Now().Add(time.Minute); page.Status != "paid"; {
		if time.Now().After(deadline) {
			w.Fatalf("the order is %s after a minute", page.Status)
		}
		form := map[string][]string{"try": {strconv.Itoa(page.NextTry)}, "token": {order}}
		if next, ended := c.post("/orders/"+order+"/payments", form); ended {
			page = next
		} else {
			time.Sleep(20 * time.Millisecond) // for a process that looks the payment up
		}
	}
}

// running is a process of the shop.
type running struct {
	program *exec.Cmd
	address string
}

func (w *killWorld) start(s *saboteur) *running {
	w.Helper()
	child := w.child
	child.Saboteur = s
	program, address, err := startShop(&child)
	if err != nil {
		w.Fatal(err)
	}
	p := &running{program, address}
	w.Cleanup(p.end)
	return p
}

// awaitStop waits until the process has stopped itself.
func (p *running) awaitStop(w *killWorld) {
	w.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(p.program.Process.Pid, &status, syscall.WUNTRACED|syscall.WNOHANG, nil)
		if err == nil && pid > 0 && status.Stopped() {
			return
		}
	}
	w.Fatal("the process did not come to its point")
}

func (p *running) end() {
	if p.program.ProcessState == nil {
		_ = p.program.Process.Kill()
		_ = p.program.Wait() // which says that it was killed
	}
}
