# Two commands do everything: make report, make test.
# Python from elsewhere: make PYTHON=python3.12 report

PYTHON ?= python3
BIN := .venv/bin
.PHONY: help report test check lab docs lock clean

help:            ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

report: setup    ## set up what is missing, then build the report into build/
	@$(BIN)/forum build
	@echo
	@echo "Open build/report.pdf, or build/site/index.html in a browser. Then:"
	@echo "  make lab                    write in JupyterLab"
	@echo "  $(BIN)/forum status      who owes what by when"
	@echo "  $(BIN)/forum check       what is wrong, and where"

test: setup-dev check  ## the checks, then every test
	@$(BIN)/pytest -n auto --dist worksteal

check: setup-dev ## format, lint, types, floors, docs
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python tests/check_docs.py

lab: setup-dev   ## JupyterLab on this workspace
	@$(BIN)/forum lab

lock:            ## renew the lock files (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra build \
	  -o requirements.lock pyproject.toml
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra build --extra lab \
	  --extra test -c requirements.lock -o requirements-dev.lock pyproject.toml
	echo uv | uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	  -o requirements-uv.lock -

clean:           ## remove what was built; the cache of notebook runs stays
	rm -rf build

.PHONY: setup setup-dev
setup:
	@$(PYTHON) scripts/bootstrap.py
setup-dev:
	@$(PYTHON) scripts/bootstrap.py --dev
