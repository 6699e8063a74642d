# Raw data to audiences. `make help` lists the targets.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
# A new lock or package definition makes a new stamp, and so a new installation.
INSTALLED := $(VENV)/.installed-$(shell cat requirements.lock pyproject.toml | cksum | cut -d ' ' -f 1)

export OMP_NUM_THREADS ?= 1
export DBT_PROFILES_DIR := $(CURDIR)

.DEFAULT_GOAL := help
.PHONY: help install build test lint format example query seeds clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

install: $(INSTALLED)

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

build: install ## build the demo shop and say what came out
	$(BIN)/dbt build
	@$(BIN)/python -m profile_enrichment.summary

test: install lint ## lint, pytest, and a build with every dbt test into a temporary database
	$(BIN)/python -m pytest

lint: install ## style and structure of SQL, YAML and Python, without changing anything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/yamllint --strict .
	$(BIN)/dbt --quiet --warn-error parse --no-partial-parse --target-path target/lint
	$(BIN)/dbt-bouncer run
	$(BIN)/sqlfluff lint .

format: install ## rewrite SQL and Python in house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix .

query: install ## open a SQL prompt on the built file
	@$(BIN)/duckdb -readonly $${DUCKDB_PATH:-profile_enrichment.duckdb}

seeds: install ## write the demo shop's seeds anew; they come out byte for byte the same
	$(BIN)/python -m profile_enrichment.demo_shop seeds/demo_shop

clean: ## remove what was built
	rm -rf target logs *.duckdb *.duckdb.wal
