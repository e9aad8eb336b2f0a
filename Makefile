.PHONY: run setup test check fmt bench evals extras lock
.NOTPARALLEL:
PYTHON ?= python3
BIN := .venv/bin
# A network with a certificate authority of its own has told the system, not uv's and Node's own lists.
export UV_SYSTEM_CERTS ?= true
export NODE_USE_SYSTEM_CA ?= 1

run: setup ## set up what is missing, then serve on http://127.0.0.1:9854
	@exec $(BIN)/coach serve

setup:
	@PYTHON="$(PYTHON)" sh deploy/setup.sh

test: setup ## every test, with all set-up done
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile --ignore=tests/web
	@$(BIN)/python -m pytest -q tests/web # by itself: a driven browser holds the event loop
	@sh deploy/npm.sh run --silent test

check: setup ## linters, types, layers, locks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@! grep -n '://' requirements.lock requirements-extras.lock deploy/bootstrap.lock web/package-lock.json || { echo "a lock names an address"; exit 1; }
	@sh deploy/npm.sh run --silent check

fmt: setup
	@$(BIN)/ruff check --fix -q . || true
	@$(BIN)/ruff format -q .
	@sh deploy/npm.sh run --silent fmt

bench: setup ## speed and memory, as tables; `.venv/bin/python -m bench service` for one of them
	@$(BIN)/python -m bench

evals: setup ## answers and retrieval against their floors
	@$(BIN)/python -m evals

extras: setup ## also install what statements in PDF, the optimiser, the report's pictures, Yahoo and the bench's peers need
	@$(BIN)/python -m uv pip install -q --python $(BIN)/python --require-hashes -r requirements-extras.lock

LOCK := $(BIN)/python -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --group dev pyproject.toml
lock: ## resolve the Python dependencies anew
	@$(LOCK) --all-extras -o requirements-extras.lock
	@$(LOCK) -o requirements.lock
