# Everything a fresh clone needs, and nothing installed beforehand but Python 3.11, 3.12 or 3.13.
# Settings come from the environment: PORT=8080 make run, PORTAL_DATA_DIR=/srv/portal make run, PYTHON=python3.12 make setup

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench bench-relevance format translations pins

PORT ?= 8000
export PORT

# The newest Python that starts and that we test on: a version manager's stub may be on the path without a Python behind it.
SUPPORTED := import sys; raise SystemExit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	if $$python -c '$(SUPPORTED)' >/dev/null 2>&1; then echo $$python; break; fi; done)

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --constraint constraints.txt
WORKERS ?= 2
CATALOGUES := $(wildcard translations/*/*.po)

help: ## List what can be made
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-17s %s\n", $$1, $$2 }'

setup: $(BIN)/.developing translations/build/.compiled ## Create .venv and install everything, checks included

run: $(BIN)/.running translations/build/.compiled ## Start web and worker on http://127.0.0.1:$PORT (8000); Ctrl-C stops both
	@PORTAL_DEMO=$${PORTAL_DEMO:-1} exec $(BIN)/flask --app wsgi serve

test: setup ## Run the tests, in a real browser too where a Chromium is found
	@$(BIN)/python -m scripts.chromium || true
	$(BIN)/pytest -n $(WORKERS)

check: setup ## Run every check: format, lint, types, imports, translations, migrations, tests on both databases
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.vendor_icons --check
	$(BIN)/python -m scripts.translations check
	$(BIN)/python -m scripts.check_migrations
	@$(BIN)/python -m scripts.chromium || test -z "$$REQUIRE_BROWSER"
	$(BIN)/pytest -n $(WORKERS)
	PORTAL_TEST_DATABASE=postgres $(BIN)/pytest -n $(WORKERS) tests/integration tests/journeys tests/attacks

bench: setup ## Measure pages against a bare Flask page, search against other engines, stock sheets and matching against plain SQL
	$(BIN)/python -m bench
	$(BIN)/python -m bench.streams
	$(BIN)/python -m bench.search --postgres
	$(BIN)/python -m bench.intake
	$(BIN)/python -m bench.matching

# `make bench-relevance FILE.jsonl`: the file stands there as a goal of its own, and is none.
FILE ?= $(filter %.jsonl,$(MAKECMDGOALS))
bench-relevance: setup ## Measure how well search answers judged questions: FILE.jsonl behind it, or our own set
	@$(BIN)/python -m bench.relevance $(if $(FILE),"$(FILE)")

ifneq (,$(filter bench-relevance,$(MAKECMDGOALS)))
.PHONY: $(filter %.jsonl,$(MAKECMDGOALS))
$(filter %.jsonl,$(MAKECMDGOALS)): bench-relevance ; @:
endif

format: $(BIN)/.developing ## Format the code and sort its imports
	$(BIN)/ruff check --select I --fix
	$(BIN)/ruff format

translations: $(BIN)/.developing ## Bring the catalogues up to date with the texts in the code, and compile them
	$(BIN)/python -m scripts.translations extract
	$(BIN)/python -m scripts.translations compile

pins: $(BIN)/.developing ## Pin all versions anew in constraints.txt
	$(INSTALL) uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links requirements-dev.txt --output-file constraints.txt

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 found; name one: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c '$(SUPPORTED)' || { echo "$(PYTHON) is not Python 3.11, 3.12 or 3.13" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "No virtual environment could be made; on Debian: apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }

$(BIN)/.running: requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing what runs ..."
	@$(INSTALL) --requirement requirements.txt
	@touch $@

$(BIN)/.developing: requirements-dev.txt $(BIN)/.running
	@echo "Installing what checks ..."
	@$(INSTALL) --requirement requirements-dev.txt
	@touch $@

translations/build/.compiled: $(CATALOGUES) $(wildcard scripts/translations/*.py) $(BIN)/.running
	@$(BIN)/python -m scripts.translations compile
	@touch $@
