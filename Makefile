.PHONY: generate generate-check

# Each generator is a folder of tools/ and understands -root and -check.
GENERATORS := modelgen

## generate: print models, schema table and reference from spec/
generate:
	@for g in $(GENERATORS); do go run -C tools ./$$g -root .. || exit 1; done

## generate-check: fail if anything that generate prints is out of date
generate-check:
	@for g in $(GENERATORS); do go run -C tools ./$$g -root .. -check || exit 1; done
