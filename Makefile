# orchsite. `make` alone shows what there is.

# The moment that the demo board in content/ is shown at. For a board of your own leave it empty: AS_OF=
AS_OF = 2026-01-15T09:00:00+01:00
PREFIX = /usr/local
DESTDIR =
SWIFT = swift
SCRATCH = .build
# Where make demo makes its folder.
DEMO = .demo
# What make bench measures: numbers of tasks, how often, and further options of Benchmarks/run.py.
SIZES = 100,1000,10000
RUNS = 5
BENCH =

bin = $(SCRATCH)/debug/orchsite
release = $(SCRATCH)/release/orchsite
probe = $(SCRATCH)/release/orchsite-bench
share = $(DESTDIR)$(PREFIX)/share

.PHONY: help site demo picture test lint browser exports notion mcp bench release install uninstall clean setup

help:
	@echo 'make site       set up, build, and render content/ into site/'
	@echo 'make demo       make a folder to try things in, with repos, branches and worktrees ($(DEMO)/)'
	@echo 'make picture    make the pictures of the board in docs/images/ (fetches Chromium and some Python)'
	@echo 'make test       set up, build, and run the tests'
	@echo 'make browser    look at the pages in a real browser (fetches Chromium and some Python)'
	@echo 'make exports    have others read what invoices are exported as (fetches the rules of EN 16931)'
	@echo 'make notion     try the sync with Notion against a server of our own'
	@echo 'make mcp        have the official clients of the Model Context Protocol talk to orchsite mcp'
	@echo 'make bench      measure against Hugo and libcmark alone (SIZES=100,1000 RUNS=5 BENCH=--no-hugo)'
	@echo 'make lint       check the format of the sources'
	@echo 'make install    build for release and install below PREFIX=$(PREFIX)'
	@echo 'make uninstall  remove what install put there'
	@echo 'make clean      remove what was built; site/ and content/ stay'

site: setup
	$(SWIFT) build --scratch-path $(SCRATCH) --product orchsite
	$(bin) build $(if $(AS_OF),--as-of $(AS_OF))

demo: setup
	$(SWIFT) build --scratch-path $(SCRATCH) --product orchsite
	ORCHSITE='$(bin)' sh Demo/make '$(DEMO)'

picture: demo
	@sh .ci/packages pngquant
	ORCHSITE_PICTURE='$(DEMO)/site/index.html' ORCHSITE_PICTURES_IN=docs/images ORCHSITE='$(CURDIR)/$(bin)' \
	  bash Tests/Browser/run -n 0 --quiet -k picture_of_the_readme

test: setup
	$(SWIFT) test --scratch-path $(SCRATCH) --disable-xctest

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Plugins Fuzz Benchmarks/probe site-templates Package.swift

browser: setup
	$(SWIFT) build --scratch-path $(SCRATCH) --product orchsite
	ORCHSITE="$${ORCHSITE:-$(CURDIR)/$(bin)}" bash Tests/Browser/run

exports: setup
	$(SWIFT) build --scratch-path $(SCRATCH) --product orchsite
	ORCHSITE="$${ORCHSITE:-$(CURDIR)/$(bin)}" bash Tests/Exports/run

notion: setup
	$(SWIFT) build --scratch-path $(SCRATCH) --product orchsite-notion
	ORCHSITE_NOTION="$${ORCHSITE_NOTION:-$(CURDIR)/$(SCRATCH)/debug/orchsite-notion}" bash Tests/Notion/run

mcp: setup
	$(SWIFT) build --scratch-path $(SCRATCH) --product orchsite
	ORCHSITE="$${ORCHSITE:-$(CURDIR)/$(bin)}" bash Tests/MCP/run

# The release is built unless ORCHSITE names one.
bench: $(if $(ORCHSITE),setup,release)
	ORCHSITE_BENCH=1 $(SWIFT) build --scratch-path $(SCRATCH) --product orchsite-bench -c release --static-swift-stdlib
	python3 -B -m unittest discover -s Benchmarks
	python3 -B Benchmarks/run.py --orchsite '$(or $(ORCHSITE),$(release))' --probe '$(probe)' \
	  --sizes '$(SIZES)' --runs $(RUNS) $(BENCH)

release: setup
	sh .ci/packages libcurl4-openssl-dev
	$(SWIFT) build --scratch-path $(SCRATCH) --product orchsite -c release --static-swift-stdlib
	$(SWIFT) build --scratch-path $(SCRATCH) --product orchsite-notion -c release --static-swift-stdlib

install: release
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(share)/bash-completion/completions' \
	  '$(share)/zsh/site-functions' '$(share)/fish/vendor_completions.d'
	for program in orchsite orchsite-notion; do \
	  install -m 755 "$(SCRATCH)/release/$$program" '$(DESTDIR)$(PREFIX)/bin/' && \
	  "$(SCRATCH)/release/$$program" --generate-completion-script bash \
	    > "$(share)/bash-completion/completions/$$program" && \
	  "$(SCRATCH)/release/$$program" --generate-completion-script zsh > "$(share)/zsh/site-functions/_$$program" && \
	  "$(SCRATCH)/release/$$program" --generate-completion-script fish \
	    > "$(share)/fish/vendor_completions.d/$$program.fish" || exit 1; \
	done

uninstall:
	for program in orchsite orchsite-notion; do \
	  rm -f "$(DESTDIR)$(PREFIX)/bin/$$program" "$(share)/bash-completion/completions/$$program" \
	    "$(share)/zsh/site-functions/_$$program" "$(share)/fish/vendor_completions.d/$$program.fish"; \
	done

clean:
	rm -rf $(SCRATCH) .build-browser .build-exports .build-mcp .build-notion .build-screenshots .build-bench-tools

# What the build needs besides Swift and git: libcmark, libmd and libqrcodegen with their headers. Says nothing when all is there.
setup:
	@command -v $(firstword $(SWIFT)) >/dev/null || { \
	  echo 'make: Swift 6.2 or newer is needed, and "$(firstword $(SWIFT))" is not in the PATH' >&2; exit 1; }
	@command -v git >/dev/null || { echo 'make: git is needed, and it is not in the PATH' >&2; exit 1; }
	@sh .ci/packages libcmark-dev libmd-dev libqrcodegen-dev
