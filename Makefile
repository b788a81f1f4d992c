# Everything here needs Python 3.11 or later with pip, and make. The environment is .venv in this folder.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
CASE := kabul-airport-2021
BENCH := conflict
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: assess bench clean docs figures help lint lock pictures reference setup setup-dev test

help:
	@echo "make assess   set up, assess the worked case and write its page into build/"
	@echo "make test     set up with the developers' tools and run every check"
	@echo "make docs     build the documentation into build/site"
	@echo "make figures  run the worked case anew and fill README and docs with what comes out"
	@echo "make bench    print how long conflict analysis takes, by size; BENCH=ensemble, executors or another file there"
	@echo "make setup    only set up (.venv/bin/estimative)"
	@echo "make lock     bring requirements/*.txt up to date with pyproject.toml"
	@echo "make clean    remove what was built, .venv included"

assess: setup
	@mkdir -p build
	$(BIN)/estimative assess cases/$(CASE) -o build/$(CASE).html

setup: .venv/ready
setup-dev: .venv/ready-dev

# The stamps: what is in them is done once, and again when the lock or the project's description changes.
.venv/ready: requirements/run.txt pyproject.toml | .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-dev: requirements/dev.txt pyproject.toml | .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch .venv/ready $@

.venv/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "Python was not found. Install Python 3.11 or later, then run make again."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11. Say which to use: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv

test: setup-dev
	scripts/debian-packages
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n auto --dist worksteal
	$(MAKE) --no-print-directory docs

lint: setup-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: setup
	$(BIN)/python benchmarks/$(BENCH).py $(BENCHFLAGS)

docs: setup-dev
	$(BIN)/mkdocs build --quiet --strict --site-dir build/site

# What is generated in README and docs: all of it; the pictures alone; the tables alone, without running anything.
figures pictures reference: setup-dev
	$(BIN)/python -m scripts.generate $@

COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate $(LOCKFLAGS)

# `make lock LOCKFLAGS=--upgrade` takes newer versions; without it only what pyproject.toml demands is changed.
lock: | .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet 'uv<1'
	$(COMPILE) --group build -o requirements/run.txt
	$(COMPILE) --group dev --extra testing --extra columns --extra distributed -c requirements/run.txt -o requirements/dev.txt

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
