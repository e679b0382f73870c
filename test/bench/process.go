package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/test/bench/work"
)

// process is a program that runs until its standard input ends.
type process struct {
	command *exec.Cmd
	input   io.WriteCloser
	output  *bufio.Reader
}

// start runs a program and tells it its job.
func start(path string, args []string, job any) (*process, error) {
	p := &process{command: exec.Command(path, args...)}
	p.command.Stderr = os.Stderr
	var err error
	if p.input, err = p.command.StdinPipe(); err != nil {
		return nil, err
	}
	output, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.output = bufio.NewReader(output)
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	return p, json.NewEncoder(p.input).Encode(job)
}

// answerLimit is how long a program may take for one order.
const answerLimit = 2 * time.Minute

// line reads what the program says next. One that says nothing is ended.
func (p *process) line() (string, error) {
	patience := time.AfterFunc(answerLimit, func() { _ = p.command.Process.Kill() })
	defer patience.Stop()
	line, err := p.output.ReadString('\n')
	return strings.TrimSpace(line), err
}

func (p *process) stop() {
	_ = p.input.Close()
	_ = p.command.Wait()
}

// client is a running contender.
type client struct {
	*process
	contender *contender
	turn      int // calls in one turn
}

func (c *client) carryOut(order work.Order) (work.Report, error) {
	var report work.Report
	if err := json.NewEncoder(c.input).Encode(order); err != nil {
		return report, fmt.Errorf("%s: %w", c.contender.name, err)
	}
	line, err := c.line()
	if err == nil {
		err = json.Unmarshal([]byte(line), &report)
	}
	if err == nil && report.Error != "" {
		err = errors.New(report.Error)
	}
	if err != nil {
		return report, fmt.Errorf("%s: %w", c.contender.name, err)
	}
	return report, nil
}

// bench starts what is measured, and what answers.
type bench struct {
	programs    string
	identity    identity
	servers     map[answerSet]*process
	addresses   map[answerSet]string
	certificate party
}

func newBench(programs string) (*bench, error) {
	programs, err := filepath.Abs(programs) // a bare name would be looked for among the system's programs
	if err != nil {
		return nil, err
	}
	b := &bench{programs: programs, servers: map[answerSet]*process{}, addresses: map[answerSet]string{}}
	if b.identity, err = newIdentity(); err != nil {
		return nil, err
	}
	b.certificate, err = newParty()
	return b, err
}

func (b *bench) close() {
	for _, server := range b.servers {
		server.stop()
	}
}

func (b *bench) path(name string) string { return filepath.Join(b.programs, name) }

// server returns the address of a server with such answers, which is started when it is first asked for.
func (b *bench) server(set answerSet) (string, error) {
	if address, running := b.addresses[set]; running {
		return address, nil
	}
	texts, err := b.answersOf(set)
	if err != nil {
		return "", err
	}
	server, err := start(b.path("server"), nil, work.ServerJob{Certificate: b.identity.certificate, Key: b.identity.key, Answers: texts})
	if err != nil {
		return "", err
	}
	address, err := server.line()
	b.servers[set], b.addresses[set] = server, address
	return address, err
}

// client starts a contender.
func (b *bench) client(c *contender) (*client, error) {
	job := c.job
	job.Key, job.Certificate = b.certificate.key, b.certificate.certificate
	if job.Stub == "" {
		address, err := b.server(c.answers)
		if err != nil {
			return nil, err
		}
		job.URL, job.CAs = "https://"+address, b.identity.certificate
	}
	started, err := start(b.path(c.program.path), c.program.args, job)
	if err != nil {
		return nil, err
	}
	return &client{process: started, contender: c}, nil
}
