# One command each: build the example, test everything, measure. Every target sets itself up.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Without compiled bytecode every start of the CLI and of every test takes twice as long.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
PYTEST := $(PY) -m pytest -n 2 --dist worksteal --no-fold-skipped

.PHONY: help build test test-all lint lists bench pictures lock clean browser confiner

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

$(STAMP): requirements.lock pyproject.toml
	@command -v "$(PYTHON)" >/dev/null || { echo "error: $(PYTHON) is not here: install Python 3.11 or newer, or say make PYTHON=/path/to/python" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: $(PYTHON) is $$("$(PYTHON)" -V 2>&1); Python 3.11 or newer is needed: make PYTHON=/path/to/python" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "error: $(PYTHON) cannot make a virtual environment (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	@echo "installing what requirements.lock names into $(VENV), once"
	@rm -f $@
	@$(PY) -c '' 2>/dev/null || "$(PYTHON)" -m venv --clear $(VENV)
	@$(PY) -m pip install --quiet --require-hashes -r requirements.lock
	@$(PY) -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

build: $(STAMP) ## runbooks/, site/ and site/binders/ from inventory.yaml
	@$(VENV)/bin/mfa-binder build

test: $(STAMP) browser confiner ## every test but the slow ones
	@$(PYTEST) -m "not slow"

test-all: $(STAMP) browser confiner ## every test, and new random examples
	@$(PYTEST) --hypothesis-profile=search

lint: $(STAMP) ## ruff and mypy
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy

lists: $(STAMP) ## tests/pages/lists/ anew: which pages each example has
	@$(PY) tests/pages/test_lists.py

bench: $(STAMP) ## seconds and memory for 10, 100 and 1,000 accounts
	@$(PY) -m bench

pictures: $(STAMP) browser ## the pictures of the README
	@$(PY) docs/pictures.py

# What the tests need besides Python, each as its programs' names and its package. Tests that lack one are skipped by
# name, so this never fails.
browser:
	@$(call system_package,chromium,chromium chromium-browser google-chrome,tests in a browser)

confiner:
	@if [ "$$(uname)" = Linux ]; then $(call system_package,bubblewrap,bwrap,tests of that confinement); fi

define system_package
if command -v $(2) >/dev/null; then :; else \
	as_root=""; if [ "$$(id -u)" != 0 ]; then as_root="sudo -n"; fi; \
	if ! command -v apt-get >/dev/null || ! $$as_root true 2>/dev/null; then \
	  echo "note: no $(1), and no apt-get with root rights to install it: $(3) will be skipped" >&2; \
	else \
	  echo "installing $(1) for $(3), once"; \
	  log="$$(mktemp)"; \
	  if $$as_root apt-get update -q -o Acquire::http::Timeout=30 -o Acquire::Retries=2 >"$$log" 2>&1 && \
	     $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $(1) >>"$$log" 2>&1; then :; \
	  else tail -n 5 "$$log" >&2; echo "note: $(1) could not be installed: $(3) will be skipped" >&2; fi; \
	  rm -f "$$log"; \
	fi; \
fi
endef

# `make lock UPGRADE=--upgrade` takes newer versions; otherwise the pins that still fit stay.
UPGRADE ?=
lock: $(STAMP) ## requirements.lock anew from pyproject.toml
	@work="$$(mktemp -d)"; trap 'rm -rf "$$work"' EXIT; \
	"$(PYTHON)" -m venv "$$work/venv"; \
	"$$work/venv/bin/python" -m pip install --quiet uv; \
	cp requirements.lock "$$work/lock.txt"; \
	"$$work/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header $(UPGRADE) --group dev -o "$$work/lock.txt" pyproject.toml >/dev/null; \
	if grep -nE '://|^-' "$$work/lock.txt"; then echo "error: the lock file would name an address" >&2; exit 1; fi; \
	cp "$$work/lock.txt" requirements.lock

clean: ## removes what the other targets made, but runbooks/
	@rm -rf $(VENV) site build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find generator tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
