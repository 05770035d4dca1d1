# OnRecord: everything that a person or a machine runs, by name. `make` lists it.

PYTHON ?= python3
VENV := .venv
# Where Linux looks first for torch's build without CUDA (200 MB instead of gigabytes). As set here
# it is tried, and PyPI serves where it cannot be reached; given by you, it must work.
# `make install TORCH_INDEX=` takes PyPI's build, which has CUDA.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
# Tests at once; each of them may use several hundred MB.
JOBS ?= 2
EXAMPLE := Who denied Russian involvement?

BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
PINNED := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run ask test test-slow check bench lock clean

help: ## This list
	@echo 'OnRecord answers questions from news articles, with the exact sentences cited.'
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

install: $(INSTALLED) ## The virtual environment with everything that serving needs

run: $(INSTALLED) ## Serve on 127.0.0.1:8000; the first time, index seeds/
	@$(BIN)/onrecord ingest --if-empty seeds
	@exec $(BIN)/onrecord serve --example "$(EXAMPLE)"

# The question goes through the environment, so that quotes and dollar signs in it stay as typed.
ask: export QUESTION = $(value Q)
ask: $(INSTALLED) ## One cited answer in the terminal: make ask Q="Who ...?"
	@test -n "$$QUESTION" || { echo 'Say what to ask: make ask Q="$(EXAMPLE)"' >&2; exit 2; }
	@$(BIN)/onrecord ingest --if-empty seeds
	@exec $(BIN)/onrecord ask -- "$$QUESTION"

test: $(INSTALLED_DEV) ## Every test but the slow ones, the checks below among them
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

test-slow: $(INSTALLED_DEV) ## The tests that take minutes each
	$(BIN)/python -m pytest -m slow

check: $(INSTALLED_DEV) ## Style, types and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: export ONRECORD_BENCH_DATA ?= ../shared/data
bench: $(INSTALLED_DEV) ## Quality and speed on the sets in ONRECORD_BENCH_DATA
	$(BIN)/python -m bench

lock: $(INSTALLED_DEV) ## Write constraints.txt from what is installed and needed
	$(BIN)/python -m tests.pins > constraints.new
	mv constraints.new constraints.txt
	touch $(INSTALLED) $(INSTALLED_DEV)

clean: ## Remove what was built and cached; keeps data/
	rm -rf $(VENV) build dist .bench .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .schemathesis
	find bot index tests bench -type d -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/pip:
	@command -v $(PYTHON) >/dev/null || { \
	  echo 'No $(PYTHON) here. Install Python 3.11, 3.12 or 3.13, or name one you have: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { \
	  echo "OnRecord needs Python 3.11, 3.12 or 3.13; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo '$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: sudo apt-get install python3-venv' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(INSTALLED): pyproject.toml constraints.txt | $(BIN)/pip
	@echo 'Installing OnRecord into $(VENV): minutes the first time (about 400 MB to fetch), seconds afterwards.'
	@$(torch_without_cuda)
	@$(PINNED) -e .
	@touch $@

$(INSTALLED_DEV): $(INSTALLED)
	@$(PINNED) -e '.[dev]'
	@touch $@

# An index of its own for torch alone, so that nothing else can come from there; few retries, so
# that a machine which cannot reach it loses seconds.
from_torch_index = $(PINNED) --retries 1 --timeout 10 --no-deps --index-url '$(TORCH_INDEX)' torch
torch_or_pypi = $(if $(filter file,$(origin TORCH_INDEX)),2>/dev/null || echo 'No torch from $(TORCH_INDEX): taking the one on PyPI.')
torch_without_cuda = $(if $(and $(TORCH_INDEX),$(filter Linux,$(shell uname -s))),$(from_torch_index) $(torch_or_pypi),:)
