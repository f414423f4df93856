# The commands of the project. `.ci/run` calls the same ones.
PYTHON ?= python3
UV_VERSION := 0.13.8
VENV := .venv
UV := build/uv/bin/uv
READY := $(VENV)/.ready
RUN := $(VENV)/bin

# What Python compiled is kept, also where it is told otherwise: without it each process of the tests compiles everything anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup demo test long journeys check docs agreement matrix bench lock calendar clean

help: ## What each command does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY) ## Sets up everything in .venv (the other commands do this themselves)

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Nightlight needs Python 3.11 or newer; set PYTHON=/path/to/it"; exit 1; }
	@mkdir -p build
	@$(PYTHON) -m venv build/uv
	@build/uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"

$(READY): $(UV) requirements.lock pyproject.toml
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	@$(UV) pip sync --quiet --python $(RUN)/python --require-hashes requirements.lock
	@$(UV) pip install --quiet --python $(RUN)/python --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## Replays the five reviews, then serves the pages on this machine: make demo PORT=8000
	@$(RUN)/nightlight demo --html build/replay.html --serve --port $(or $(PORT),8000)

test: $(READY) ## The tests (under two minutes)
	@$(RUN)/python -m pytest -n auto

long: $(READY) ## The long tests: engines against each other, thousands of histories
	@$(RUN)/python -m pytest -n auto -m long

journeys: $(READY) ## What people do, in a real browser (needs Chromium): wide, at 320 px, by keyboard
	@$(RUN)/python -m pytest -m journey tests/journeys

check: $(READY) ## Style, types, import contracts, generated documents up to date
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy
	@$(RUN)/lint-imports --no-cache
	@$(RUN)/python -m scripts.make_docs --check

docs: $(READY) ## Writes docs/generated anew
	@$(RUN)/python -m scripts.make_docs

agreement: $(READY) ## Holds the three engines to one another: make agreement N=20000
	@$(RUN)/python -m bench.agreement --caseloads $(or $(N),10000)

matrix: $(READY) ## Asks every page as everybody and looks for what leaks: make matrix N=200000
	@NIGHTLIGHT_REQUESTS=$(or $(N),200000) $(RUN)/python -m pytest -n auto -m long tests/web/matrix

bench: $(READY) ## Measures speed, as ratios in one run: make bench, or make bench LARGE=1 for 50 million entries
	@$(RUN)/python -m bench $(if $(LARGE),--large)

lock: $(UV) ## Chooses versions anew and writes requirements.lock
	@$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --group dev -o requirements.lock pyproject.toml

calendar: $(READY) ## Writes the table of bank holidays anew
	@$(RUN)/python scripts/make_bank_holidays.py

clean: ## Removes everything that the commands made
	@rm -rf build $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
