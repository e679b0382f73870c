# The commands of this repository. `make check` is what a change has to pass, `make help` lists the rest.
.DEFAULT_GOAL := check
.PHONY: help check ci test browser pictures race cover engines unsafe fuzz soak kills races vet lint dupl generate generate-check doc-check guide-check export-check api-check size-check tidy-check bench bench-report

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

# Modules of our own. The linter has one too, tools/lint, which only pins its release.
MODULES := . tools opentelemetry examples/opentelemetry examples/durable-shop test/bench test/browser test/databases

# Each generator is a folder of tools/ and understands -root and -check.
GENERATORS := modelgen licenses

# Percentage of the hand-written statements that the suite has to reach.
COVERAGE := 90

# For each fuzz target.
FUZZTIME := 30s

# Answers that the soak generates, and the seed of answers and payments, which it prints: a run is repeated with SEED.
ANSWERS := 2000000
SEED = $(shell date +%s)

# How often everything is measured, with programs started anew, and which scenarios. Ten runs take half an hour.
BENCHRUNS := 10
BENCHONLY := .

GOLANGCI_LINT := go tool -modfile=$(CURDIR)/tools/lint/go.mod golangci-lint
DUPL := go tool -modfile=$(CURDIR)/tools/lint/go.mod dupl

# Two pieces of code with this many nodes of syntax in common are the same function twice.
# Ten lines have about as many.
DUPLTHRESHOLD := 60

# Words that no name of a test begins with.
NOSUBJECT := An|The|Every|Each|All|Any|No|Nothing|None|Only|One|Two|Three|Many|Some|Several|Few|Another|Neither|Same|What|Whatever|Who|Whoever|How|When|Where|Which|Without|Under|Before|After|There|It|If

## help: list the commands
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST) | awk -F ': ' '{ printf "make %-15s %s\n", $$1, $$2 }'

## check: everything that CI checks, but for the fuzzing
check: vet tidy-check generate-check doc-check guide-check export-check api-check size-check lint dupl test browser race cover engines unsafe

## ci: everything
ci: FUZZTIME := 10s
ci: check fuzz

## test: the tests of all modules, but for those in a browser
test:
	@for m in $(filter-out test/browser,$(MODULES)); do go test -C $$m ./...; done

## browser: the example shop and the gateway's page in a browser; says so if there is none
# They run a program that they build, whose changes the go command does not see.
browser:
	go test -C test/browser -count=1 -v ./...

## pictures: those of the gateway's page in the documentation, made anew; look at them
pictures:
	go test -C test/browser -count=1 -v -run InEveryLook -pictures ../../docs/images .

## race: the suite under the race detector and in random order, measuring what it reaches
race:
	@mkdir -p bin
	@go test -race -shuffle=on -timeout 30m -coverpkg=./... -coverprofile=bin/coverage.out ./... | sed '/^\t.*coverage: 0/d; s/\tcoverage: .*//'

## cover: how much of the hand-written code the suite reaches
cover: race
	@.ci/coverage bin/coverage.out $(COVERAGE)

## engines: the tests of what reads and writes JSON, on the standard library's new engine
engines:
	GOEXPERIMENT=jsonv2 go test . ./internal/... ./cybersourcetest/... ./test

## unsafe: the tests of what uses unsafe, with checked pointers and on 32 bits
# Pointers are checked in our code only: the standard library would be compiled for it too. The checks allocate.
unsafe:
	@mkdir -p bin
	@packages=$$(go list -f '{{range .Imports}}{{if or (eq . "unsafe") (eq . "github.com/cybersource-go/cybersource/internal/layout")}}{{$$.ImportPath}}{{end}}{{end}}' ./... | grep . | sort -u); \
	go test -gcflags=$$(go list -m)/...=-d=checkptr=2 -skip Costs $$packages; \
	case $$(go env GOHOSTOS)/$$(go env GOHOSTARCH) in \
	linux/amd64|windows/amd64) \
		GOARCH=386 go vet $$packages; \
		GOARCH=386 go test -c -o bin/386.exe ./internal/layout; \
		ran=0; bin/386.exe -test.run '^$$' > bin/386.out 2>&1 || ran=$$?; \
		if test $$ran = 126; then echo "unsafe: this system cannot run programs for 386, so they were compiled and vetted only"; \
		else GOARCH=386 go test $$packages; fi;; \
	*) echo "unsafe: programs for 386 do not run here, left out";; \
	esac

## fuzz: run each fuzz target for FUZZTIME
fuzz:
	@.ci/fuzz $(FUZZTIME)

## soak: many more random calls and generated answers than the suite has, in about half an hour
soak:
	go test ./test -run 'Soak|GeneratedAnswers' -v -timeout 3h -soak -answers $(ANSWERS) -answers-seed $(SEED) -walk-seed $(SEED)

## kills: 500 kills of the durable shop's processes over 5,000 orders, and some in real time, in about an hour
kills:
	go test -C test/databases -run 'Killed|Stopped|Lag' -v -timeout 3h -kill-orders 5000 -kills 500 -kill-unscaled

## races: processes that race for an order, connections that are lost, servers that are killed, in ten minutes
races:
	go test -C test/databases -run 'Processes|NewStep|Lost|UnderLoad' -count=1 -v -timeout 1h -long

## vet: formatting, names of tests, and what the compiler does not say
# The name of a test begins with what it tests, so not with NOSUBJECT or with A, which API and AES begin with too.
vet:
	@! git grep --untracked -nE '^func (Test|Fuzz|Benchmark)(A([A-Z][a-z]|[0-9])|($(NOSUBJECT))[A-Z0-9])' -- '*_test.go' || { echo 'the name of a test begins with what it tests'; exit 1; }
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "$$unformatted"; echo 'run gofmt -w'; exit 1; }
	@for m in $(MODULES); do go vet -C $$m ./...; done

## lint: staticcheck and the other linters of .golangci.yml
lint:
	@for m in $(MODULES); do (cd $$m && $(GOLANGCI_LINT) run ./...); done

## dupl: fail if two pieces of hand-written code do the same
# By module, because modules cannot share their internals, and over all packages of it at
# once, which golangci-lint's own dupl does not do. Examples are read one at a time, and the
# methods of keys differ in nothing but names and types, as printed ones do.
dupl:
	@found=$$(for m in $(MODULES); do cd $(CURDIR)/$$m; \
		git grep -L --untracked '^// Code generated .* DO NOT EDIT' -- '*.go' ':!tools' ':!examples' ':!idempotency/operations.go' ':!*example*_test.go' ':!*/testdata/*' | \
		$(DUPL) -files -plumbing -t $(DUPLTHRESHOLD) || exit 1; \
	done); test -z "$$found" || { echo "$$found"; exit 1; }

## generate: print models, tables, reference and dependencies from spec/ and go.mod
generate:
	@for g in $(GENERATORS); do go run -C tools ./$$g -root ..; done

## generate-check: fail if anything that generate prints is out of date
generate-check:
	@status=0; for g in $(GENERATORS); do go run -C tools ./$$g -root .. -check || status=1; done; exit $$status

## doc-check: compile the Go of all Markdown, follow all its links, find the folders and targets of commands in its text
doc-check:
	@go run -C tools ./doccheck -root ..

## guide-check: run the commands of all Markdown in empty folders, compare what they print; PAGES=README.md runs one page
guide-check:
	@go run -C tools ./doccheck -root .. -run $(PAGES)

## export-check: fail if an exported name has no comment or a model's field a wrong tag
export-check:
	@go run -C tools ./exportcheck -root ..

## api-check: compare the exported API with the last tagged version, or with a commit while there is none
api-check:
	@go run -C tools ./apicheck -root ..

## size-check: fail if small programs grow, or contain what they do not call
size-check:
	@go run -C tools ./sizecheck -root ..

## tidy-check: fail if go.mod or go.sum is not what the code needs
tidy-check:
	@for m in $(MODULES); do go -C $$m mod tidy -diff; done

## bench: what a call costs, as ratios to a hand-written client
# Each client is a program of its own. Those in v2 have the standard library's new JSON engine.
bench:
	@mkdir -p bin/bench/v2
	go build -C test/bench -o ../../bin/bench/ . ./programs/...
	GOEXPERIMENT=jsonv2 go build -C test/bench -o ../../bin/bench/v2/ ./programs/handwritten ./programs/ours
	bin/bench/bench -programs bin/bench -runs $(BENCHRUNS) -only '$(BENCHONLY)' > bin/bench.txt
	go run -C test/bench ./sizes >> bin/bench.txt
	@go run -C tools ./benchreport < bin/bench.txt

## bench-report: the same, written to docs/performance.md and its plot
bench-report: bench
	go run -C tools ./benchreport -root .. < bin/bench.txt > /dev/null
