# What one does with this project. `make test` is all of it, from a machine that has nothing but Go.

# The versions of the tools that checks need. They are built once, into build/bin, each under its own version.
GOFUMPT     := mvdan.cc/gofumpt@v0.12.0
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
TEMPL       := github.com/a-h/templ/cmd/templ@v0.3.977

# Public schema files (ISO 20022 and others) that output is held against; they are not ours to hand on. Tests say so and go
# on where there are none.
BISTAND_SCHEMAS ?= $(abspath $(wildcard ../shared/schemas))
ifneq ($(BISTAND_SCHEMAS),)
export BISTAND_SCHEMAS
endif

# The program is one static file, so it is tested as one. Versions are not stamped: a clone without its history builds too.
export CGO_ENABLED := 0
export GOFLAGS     += -buildvcs=false

tool = build/bin/$(notdir $(1))/$(firstword $(subst @, ,$(notdir $(1))))
gofumpt     := $(call tool,$(GOFUMPT))
staticcheck := $(call tool,$(STATICCHECK))
templ       := $(call tool,$(TEMPL))

.PHONY: all test check features bench mutation pictures demo generate install format clean
all: check

# Everything: installs what tests need, checks, and runs every test on both databases and in a browser.
test: install
	scripts/with-postgres $(MAKE) --no-print-directory check features unit

.PHONY: unit
unit:
	go test -timeout 40m ./...

# What a reader would otherwise have to look for: formatting, suspicious code, pages not generated anew, sizes.
check: $(gofumpt) $(staticcheck) $(templ)
	@unformatted=$$($(gofumpt) -l .); if [ -n "$$unformatted" ]; then echo "not formatted (make format):"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	$(staticcheck) ./...
	@scripts/templ-check $(abspath $(templ))
	@go run ./tools/sizes

# Each promise to the user and the tests that show it kept.
features:
	@go run ./tools/features

bench:
	go run ./bench

# Changes the arithmetic one operator at a time, and tells which changes no test notices: docs/calculation.md, Mutations.
# It works on a copy, so that the code may be changed meanwhile.
mutation:
	rm -rf build/mutation && mkdir -p build/mutation
	cp -r go.mod go.sum aid rules calc build/mutation
	go build -o build/bin/mutation ./tools/mutation
	cd build/mutation && nice ../bin/mutation calc rules

# Takes the pictures of the help and of the documents anew from the real pages, in a browser, and packs them small.
pictures: install
	go test ./journey -count=1 -run 'TestB18_ThePagesThatTheHelpShows|TestThePagesThatTheDocumentsShow'
	go run ./tools/pictures -height 700 build/journey/help web/public/pictures
	go run ./tools/pictures -height 900 -limit 600 build/journey/documents docs/pictures

demo:
	go run ./cmd/bistand demo

format: $(gofumpt)
	$(gofumpt) -w .

# Writes the pages' Go code anew from their .templ files.
generate: $(templ)
	@scripts/templ-generate $(abspath $(templ))

# Debian's packages and npm's, only those that are missing.
install:
	@scripts/install

$(gofumpt) $(staticcheck) $(templ): build/bin/%:
	GOBIN=$(abspath $(@D)) go install $(filter %/$(notdir $(@D)),$(GOFUMPT) $(STATICCHECK) $(TEMPL))

clean:
	rm -rf build node_modules
