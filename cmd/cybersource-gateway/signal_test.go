package main

import (
	"bufio"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test's own binary be the program, in a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("GATEWAY_OF_TEST") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestSignalSentTwiceEndsTheProgramThatNobodyReads fills the pipe that the program prints to, so
// that everything in it waits for its log.
func TestSignalSentTwiceEndsTheProgramThatNobodyReads(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot send a signal there")
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	command := exec.CommandContext(t.Context(), os.Args[0], "-addr", "127.0.0.1:0", "-no-auth")
	command.Env = append(os.Environ(), "GATEWAY_OF_TEST=1")
	command.Stdout = write
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	t.Cleanup(func() { _ = command.Process.Kill() }) // unless it has ended

	first, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(first, "http")
	url, _, _ := strings.Cut("http"+rest, " ")
	fill(t, url)
	signal := func() {
		if err := command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
	}
	signal()
	deadline, again := time.After(20*time.Second), time.NewTicker(200*time.Millisecond)
	defer again.Stop()
	for {
		select {
		case <-ended:
			return
		case <-again.C: // the first one is noticed by then
			signal()
		case <-deadline:
			t.Fatal("the program still runs")
		}
	}
}

// fill makes calls until the program waits for its log. A pipe takes 64 KiB in most systems.
func fill(t *testing.T, url string) {
	t.Helper()
	client := &http.Client{Timeout: time.Second}
	defer client.CloseIdleConnections()
	for range 100_000 {
		answer, err := client.Get(url + "/none/" + strings.Repeat("x", 200))
		if err != nil {
			return
		}
		answer.Body.Close()
	}
	t.Fatal("the program does not wait for its log")
}
