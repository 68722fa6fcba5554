# Everything a newcomer needs; each target does its own set-up. Windows: docs/install.md.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OUT ?= demo/out

.PHONY: demo test lint type imports bench bench-mapping judge interop docs wheelhouse offline package lock clean help

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -e 's/:.*##/\t/'

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "lcabridge needs Python 3.11 or newer; say which: make PYTHON=python3.12 / 需要 Python 3.11 以上"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY) ## Do the main job on the two demo packages and write the reports to demo/out
	$(BIN)/python demo/run.py $(OUT)

test: $(READY) ## Run the tests
	$(BIN)/python -m pytest -n auto -m "not slow and not interop"

lint: $(READY) ## Check style, spelling and the documentation that is built from code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/python docs/build.py --check

type: $(READY) ## Check the types
	$(BIN)/mypy

imports: $(READY) ## Check the import rule
	$(BIN)/lint-imports

bench: $(READY) ## Measure speed and memory against a floor in the same run
	$(BIN)/python -m bench.run

bench-mapping: $(READY) ## Measure the flow matcher against the gold tables, blind
	$(BIN)/python -m bench.mapping --page docs/mapping-benchmark.md

judge: $(READY) ## Let openLCA judge the demonstration, where Java and Maven are
	$(BIN)/python -m pytest -m "interop and not slow" tests/interop/test_openlca.py

interop: $(READY) ## Run the heavy checks on the whole corpus and with other tools
	$(BIN)/python -m pytest -m "interop or slow" tests

docs: $(READY) ## Rebuild the documentation that is made from code
	$(BIN)/python docs/build.py

package: $(READY) ## Build sdist and wheel into dist/
	$(BIN)/python -m build --no-isolation --outdir dist

wheelhouse: $(READY) ## Fetch every wheel that an offline machine needs into wheelhouse/
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-build-isolation --wheel-dir wheelhouse .

offline: wheelhouse ## Prove that the wheelhouse installs without any index
	rm -rf build/offline && $(PYTHON) -m venv build/offline
	build/offline/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheelhouse lcabridge
	build/offline/bin/lcabridge formats

lock: $(READY) ## Renew requirements.lock from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group dev --output-file requirements.lock pyproject.toml

clean: ## Remove what these targets made
	rm -rf $(VENV) build dist wheelhouse demo/out bench/out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
