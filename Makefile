# Python 3.11 or later, Node 20 or later and make are all a machine needs; the targets bring the rest.
#
#   make run      set up, then serve a practice program with sign-in links on screen
#   make test     set up, then everything a change must pass
#   make help     the other targets
#
# `make test TESTS=tests/letters` runs some of the tests; PYTHON=… chooses the interpreter.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/stamps
WEB    := clients/web

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)

# What builds and installs; the versions and hashes stand in build.lock.
BUILD_TOOLS := uv==0.13.9 hatchling==1.33.0 editables
COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal \
	--python-version 3.11 --annotation-style line
TEST_PACKAGES := chromium-headless-shell poppler-utils qpdf

export UV_LINK_MODE := copy

# Tests start the server some hundred times; compiling all of it anew each time would take longer than the tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test lint format rules types web-test rehearse bench lock sbom secrets clean

help:
	@sed -n 's/^#   //p' Makefile
	@echo "make setup    leave .venv/bin/handrail ready (and the browser app built)"
	@echo "make lint     formatting, rules and types alone"
	@echo "make rehearse a whole evening, from sign-in to a letter that a reader checks"
	@echo "make bench    fan-out, decisions, letters, first paint, checks; measures, never fails"
	@echo "make lock     choose versions anew and write the lock files"
	@echo "make sbom     write artifacts/sbom.json from runtime.lock (CycloneDX)"
	@echo "make secrets  make the keys and passwords that compose.yaml gives to its services"
	@echo "make clean    remove what the targets made"

setup: $(STAMPS)/runtime $(STAMPS)/web

run: setup
	$(BIN)/handrail demo

# Each part runs whatever became of the one before, so that one run tells everything; pytest speaks last.
test: $(STAMPS)/dev setup
	@.ci/debian $(TEST_PACKAGES)
	@status=0; \
	$(MAKE) --no-print-directory --keep-going lint web-test || status=1; \
	$(BIN)/pytest -n 3 --dist worksteal $(TESTS) || status=1; \
	exit $$status

lint: format rules types

format: $(STAMPS)/dev
	$(BIN)/ruff format --check .

rules: $(STAMPS)/dev
	$(BIN)/ruff check --output-format concise .

types: $(STAMPS)/dev
	$(BIN)/mypy

web-test: $(STAMPS)/web
	@if [ -f $(WEB)/index.html ]; then set -x; npm --prefix $(WEB) run check && npm --prefix $(WEB) test; fi

rehearse: setup
	$(BIN)/handrail rehearse

bench: $(STAMPS)/dev setup
	$(BIN)/python -m tests.benchmarks.fan_out
	$(BIN)/python -m tests.benchmarks.decisions
	$(BIN)/python -m tests.benchmarks.letters
	$(BIN)/python -m tests.benchmarks.letter_batch
	$(BIN)/python -m tests.benchmarks.first_paint
	$(BIN)/python -m tests.benchmarks.check_rhythm

# ---- the Python environment ---------------------------------------------------------------------------------------

$(STAMPS)/tools: build.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/debian python3-venv
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r build.lock
	@mkdir -p $(STAMPS) && touch $@

# dev.lock holds everything runtime.lock holds in the same versions, so an environment for tests also runs the server.
$(STAMPS)/dev: $(STAMPS)/tools dev.lock pyproject.toml
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes dev.lock build.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(STAMPS)/runtime $@

$(STAMPS)/runtime: $(STAMPS)/tools runtime.lock pyproject.toml
	@if [ -f $(STAMPS)/dev ]; then $(MAKE) --no-print-directory $(STAMPS)/dev; else set -x; \
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes runtime.lock build.lock && \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable . ; fi
	@touch $@

# ---- the browser app ----------------------------------------------------------------------------------------------

WEB_SOURCES := $(shell [ ! -d $(WEB) ] || find $(WEB) \( -name node_modules -o -name dist \) -prune -o -type f -print)

$(STAMPS)/web: $(STAMPS)/tools $(WEB_SOURCES)
	@if [ -f $(WEB)/index.html ]; then set -ex; \
	[ $(WEB)/node_modules/.package-lock.json -nt $(WEB)/package-lock.json ] || npm --prefix $(WEB) ci; \
	npm --prefix $(WEB) run build; fi
	@touch $@

# ---- versions -----------------------------------------------------------------------------------------------------

lock: $(STAMPS)/tools
	printf '%s\n' $(BUILD_TOOLS) | $(COMPILE) - -o build.lock
	$(COMPILE) pyproject.toml --all-extras -c build.lock -o runtime.lock
	$(COMPILE) pyproject.toml --all-extras --group dev -c runtime.lock -c build.lock -o dev.lock

sbom: $(STAMPS)/dev
	@mkdir -p artifacts
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
		--output-format JSON --output-file artifacts/sbom.json runtime.lock

# ---- what compose.yaml needs --------------------------------------------------------------------------------------

# Each file belongs to the one user that reads it: 10001 in the server's and the bus's container, 999 in Postgres's.
secrets:
	@test ! -e $@ || { echo "$@ is there already, and a key is never overwritten" >&2; exit 1; }
	@set -eu; umask 077; mkdir $@; cd $@; \
	word() { od -An -vtx1 -N24 /dev/urandom | tr -d ' \n'; }; database=$$(word); bus=$$(word); \
	head -c 32 /dev/urandom > master_key; \
	printf %s "$$database" > postgres_password; \
	printf 'postgresql+asyncpg://handrail:%s@postgres/handrail\n' "$$database" > database_url; \
	printf 'nats://handrail:%s@nats:4222\n' "$$bus" > bus_url; \
	: > mail_password; \
	printf 'port: 4222\nhttp: "127.0.0.1:8222"\nauthorization { user: handrail, password: "%s" }\n' "$$bus" > nats_conf; \
	if [ "$$(id -u)" -eq 0 ]; then chown 10001:10001 master_key database_url bus_url mail_password nats_conf; chown 999:999 postgres_password; \
	else echo "run as root, or chown these files: see the Makefile" >&2; fi

clean:
	rm -rf $(VENV) $(WEB)/node_modules $(WEB)/dist artifacts build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
