# `make run` and `make test` do everything on a fresh Debian machine with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# What marks a string beside the usual names; tests/house/test_translations.py collects with the same list.
KEYWORDS := -k _l -k lazy_gettext -k lazy_pgettext:1c,2 -k pgettext:1c,2
.DEFAULT_GOAL := help

.PHONY: help env run test axe check format format-check lint templates translations catalogue bench clean

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(VENV)/.run: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

env: $(VENV)/.dev ## Make the environment with everything that tests need

run: $(VENV)/.run ## Prepare what is missing and serve on 127.0.0.1:8000 (PORT=… for another port)
	@$(BIN)/python run.py serve --port $(PORT)

# Where Python is told to keep no compiled files, every process of the tests compiles everything again.
test: $(VENV)/.dev ## Run the whole suite, in Chromium too when it is there
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder

axe: $(VENV)/.dev ## Try every rule of accessibility on every page, contrast included
	AXE=full $(BIN)/python -m pytest -q tests/browser -k accessible

check: $(VENV)/.dev format-check lint templates translations test ## Everything that CI checks

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

format-check: $(VENV)/.dev
	$(BIN)/ruff format --check .

lint: $(VENV)/.dev ## Lint code and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache

templates: $(VENV)/.dev ## Lint templates
	$(BIN)/djlint --quiet --lint templates

translations: $(VENV)/.dev ## Fail when an English translation is missing
	$(BIN)/python -m pytest -q tests/house/test_translations.py

catalogue: $(VENV)/.dev ## Collect new strings into the English catalogue and compile it
	$(BIN)/pybabel -q extract -F babel.cfg $(KEYWORDS) --ignore-dirs '.*' --no-location --sort-output --omit-header -o .messages.pot .
	$(BIN)/pybabel -q update -i .messages.pot -d matchmaking/translations -l en --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	$(BIN)/pybabel -q compile -d matchmaking/translations -l en
	@rm -f .messages.pot

bench: $(VENV)/.dev ## Measure speed; results are printed, never asserted (RELEVANCE=folder measures quality too)
	$(BIN)/python -m benchmarks.search_speed
	$(BIN)/python -m benchmarks.matching_latency
	$(BIN)/python -m benchmarks.search_engines 10000
	$(BIN)/python -m benchmarks.list_page 10000
	@if [ -n "$(RELEVANCE)" ]; then $(BIN)/python -m benchmarks.search_quality $(RELEVANCE); fi

clean: ## Remove the environment and caches; the instance folder with its data stays
	rm -rf $(VENV) .pytest_cache .ruff_cache
