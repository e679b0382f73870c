# The few commands of this repository. `make check` is what a change has to pass.
.DEFAULT_GOAL := check
.PHONY: check ci test race vet lint generate generate-check doc-check tidy-check bench fuzz examples

# Each generator is a folder of tools/ and understands -root and -check.
GENERATORS := modelgen outcomegen triggergen

## check: everything that CI checks
check: vet tidy-check generate-check doc-check race

## ci: the same, with the suite as README names it
ci: check
	go test ./...

## test: the whole suite
test:
	go test ./...

## race: the whole suite, under the race detector and in random order
race:
	go test -race -shuffle=on ./...
	go test -C tools ./...

## vet: what the compiler does not say
vet:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'run gofmt -w'; exit 1; }
	go vet ./...
	go vet -C tools ./...

## generate: print models, schema table and reference from spec/
generate:
	@for g in $(GENERATORS); do go run -C tools ./$$g -root .. || exit 1; done

## generate-check: fail if anything that generate prints is out of date
generate-check:
	@status=0; for g in $(GENERATORS); do go run -C tools ./$$g -root .. -check || status=1; done; exit $$status

## doc-check: compile the Go of all Markdown, follow all its links
doc-check:
	@go run -C tools ./doccheck -root ..

## tidy-check: fail if go.mod or go.sum is not what the code needs
tidy-check:
	go mod tidy -diff
	go -C tools mod tidy -diff

## bench: what a call costs, as ratios to a hand-written client
bench:
	go test ./test/bench -run '^$$' -bench . -benchmem -count 10
