# The front door. `make help` lists what there is.
PORT ?= 8000
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
STAMP := .venv/.installed
.DEFAULT_GOAL := help
.PHONY: help setup demo serve test test-core check bench format lock messages clean

help: ## list the recipes
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## make the environment in .venv from the lock

$(STAMP): requirements/dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

demo: $(STAMP) ## the main job: database, demo pool, pages on http://127.0.0.1:$(PORT)
	@PORT=$(PORT) exec $(BIN)/touchstone demo

serve: $(STAMP) ## serve the pages without loading the demo pool
	@PORT=$(PORT) exec $(BIN)/touchstone serve

test: $(STAMP) ## the whole suite
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadgroup

test-core: ## the core's tests in an environment without Django
	@test -x .venv-core/bin/python || $(PYTHON) -m venv .venv-core
	@.venv-core/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	@.venv-core/bin/uv pip install --quiet --python .venv-core/bin/python --require-hashes -r requirements/core-test.txt
	@.venv-core/bin/uv pip install --quiet --python .venv-core/bin/python --no-deps --editable .
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 .venv-core/bin/python -m pytest tests/core tests/cli -n auto

check: $(STAMP) ## format, lint, types, floors, spelling
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell

format: $(STAMP) ## put the code in form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix-only --quiet .

bench: $(STAMP) ## side-by-side measurements; results in bench/out/
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/bench.txt
	@$(BIN)/python -m bench

lock: $(STAMP) ## resolve the requirements anew, with hashes and without any index address
	@sh requirements/lock.sh $(BIN)/uv

messages: $(STAMP) ## collect the pages' strings into the catalogues (needs xgettext)
	@$(BIN)/touchstone-server messages

clean: ## remove the environment and the demo's data
	rm -rf .venv .venv-core .touchstone
