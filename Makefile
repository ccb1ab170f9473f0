# make demo    set everything up and render the sample brand's month into out/demo
# make test    set everything up and run the tests (what a machine lacks, Chromium say, is skipped and said)
# make check   lint, format, types, layers
# make soak    the publishers under kills and faults for as long as one likes (ARGS="--rounds 20 --posts 1000")
# make bench   the benchmarks, beside the peers
# make lock    pin what pyproject.toml asks for (UPGRADE=--upgrade: the newest versions it allows)
# make format  put the code into the house format

BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help demo test check bench soak lock format runtime dev

help:
	@sed -n 's/^# //p' Makefile

demo: runtime
	@$(BIN)/visualgen demo --clips --out out/demo

test: dev
	$(BIN)/python -m pytest -n auto $(ARGS)

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: dev
	$(BIN)/python -m bench $(ARGS)

soak: dev
	$(BIN)/python -m tests.publish.soak $(ARGS)

format: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: dev
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.lock --output-file requirements-dev.lock

runtime:
	@tools/setup.sh runtime

dev:
	@tools/setup.sh dev
