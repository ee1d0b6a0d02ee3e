# Everything lands in .venv; only a browser for the tests may come from the system. `make help` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help setup up check lint types contracts fast test browser generated pictures faults proof bench corpora format constraints wheel clean

PYTHON ?= python3
# How many tests run at once; 0 runs them in this process, as --pdb needs it.
WORKERS ?= 2
BIN := .venv/bin
# What the set-up depends on. It runs again when any of this changes, or when the clone was moved.
SOURCES := constraints.txt pyproject.toml Makefile hatch_build.py $(wildcard runtime/understanding/weights.py runtime/understanding/graph.py)
# The canvas is built when any of this changes, see hatch_build.py.
CANVAS := $(shell find assets/canvas -type f -not -path '*/node_modules/*' -not -path '*/dist/*')
BUNDLE := assets/canvas/dist/.sources
STAMP := .venv/.set-up-$(firstword $(shell (pwd -P; cat $(SOURCES)) | cksum))

# A file of tests stays in one process, and the files go out in order: the long journeys don't come last.
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# Without its cache of bytecode each of the many processes below would compile everything it imports.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: $(STAMP) $(BUNDLE) ## .venv from constraints.txt, the weights of the local detector, the canvas, and this project
$(STAMP):
	@$(BIN)/pip --version 2>/dev/null | grep -qF '$(CURDIR)/.venv/' || { \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo 'Python 3.11 or newer is needed; name yours: make $(MAKECMDGOALS) PYTHON=python3.12' >&2; exit 1; }; \
	  echo 'Making .venv …'; $(PYTHON) -m venv --clear .venv; }
	@sed -n '/^uv==/,/[^\\]$$/p' constraints.txt > .venv/uv.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.txt
	@echo 'Installing the pinned packages …'
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes constraints.txt || { \
	  echo 'uv did not get them; trying pip, with the settings pip has here …'; \
	  $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m runtime.understanding.weights
	@rm -f .venv/.set-up-* && touch $@

$(BUNDLE): $(CANVAS) | $(STAMP)
	@$(BIN)/python hatch_build.py
	@touch $@

up: setup ## run everything: chat and API on 8000, studio on 8080 (ARGS="--data DIR --api-port N --studio-port N")
	@exec $(BIN)/converse up $(ARGS)

check: lint types contracts fast ## formatting, lint, types, import contracts, fast tests

lint: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: setup
	@$(BIN)/mypy

contracts: setup
	@$(BIN)/lint-imports

fast: setup
	@$(PYTEST) -m 'not browser and not slow and not corpora and not bench and not proof' $(ARGS)

test: lint types contracts browser ## everything, with a browser (ARGS goes to pytest, WORKERS=0 keeps it in one process)
	@$(PYTEST) $(ARGS)

browser: setup ## make sure that a browser for the tests starts
	@$(BIN)/python -m tests.browser

generated: setup ## write again what is made from the code: the JSON Schema of flow files, the language's reference
	@$(BIN)/python -m tests.generated

pictures: setup browser ## take the README's pictures of the studio again
	@$(BIN)/python -m tests.journeys.pictures

faults: setup ## break the language: thousands of broken files, and maps beside another engine (ARGS="--first N" tries others)
	@$(BIN)/python -m tests.faults $(ARGS)

proof: setup browser ## show on the whole what the tests show on a part: all of Payment collection, drawn by hand
	@$(PYTEST) -m proof $(ARGS)

bench: setup ## measure, and print a report
	@$(BIN)/python -m tests.bench

corpora: setup ## score the local detector against public corpora, and print a report
	@$(BIN)/python -m tests.corpora

format: setup ## format, and fix what can be fixed
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

constraints: setup ## resolve pyproject.toml into constraints.txt again (ARGS=--upgrade for newer versions)
	@$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header $(ARGS) --output-file constraints.txt

wheel: setup ## build dist/*.whl
	@$(BIN)/hatchling build --target wheel

clean: ## remove what was built or cached; .converse/, which holds conversations, stays
	rm -rf .venv dist build assets/canvas/dist assets/canvas/node_modules test-results .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
