# make deck       the deck: dist/tensorflow.apkg
# make test       all tests
# make test-fast  the tests that need neither TensorFlow nor Anki nor a browser
# make desktop    the real Anki desktop app imports the deck and shows a card; installs Qt (0.5 GB)
# make minors     one deck under every Python of this machine that verideck runs on: the packages must be the same
# make ankis      the tests in Anki's backend and reviewer under each Anki that docs/anki.md names, oldest first
# make lint       formatter, linter and type checker
# make bench      benchmarks: figures to compare with each other, no verdict
# make lock       renews the locked dependencies, requirements/*.txt
#
# Each first sets .venv up with what it needs, for which Python 3.11 or later with venv and pip is enough.
# Another interpreter than python3: make deck PYTHON=python3.12

PYTHON ?= python3
# Those that the locked TensorFlow has wheels for, as `make lock` checks. Everything but the deck runs on later ones too.
DECK_PYTHONS := 3.11 3.12 3.13
# Those that `make ankis` tries besides the locked one: the oldest supported and one of each line since. AnkiDroid 2.24 is
# built on 25.09.2.
ANKIS := 25.02 25.07.5 25.09.2 26.05 26.08.1

BIN := .venv/bin
.PHONY: deck test test-fast desktop minors ankis lint bench lock

deck: .venv/deck.stamp .venv/verideck.stamp .venv/bytecode.stamp
	$(BIN)/verideck build --verbose

test: .venv/deck.stamp .venv/test.stamp .venv/reviewer.stamp .venv/verideck.stamp
	$(BIN)/pytest

test-fast: .venv/test.stamp .venv/verideck.stamp
	$(BIN)/pytest -m "not anki and not tensorflow and not browser"

desktop: .venv/deck.stamp .venv/test.stamp .venv/desktop.stamp .venv/verideck.stamp
	$(BIN)/pytest -m desktop

minors: .venv/verideck.stamp
	$(BIN)/python tests/minors.py

ankis: .venv/deck.stamp .venv/test.stamp .venv/reviewer.stamp .venv/verideck.stamp $(ANKIS:%=.venv/ankis/%.stamp)
	$(BIN)/python tests/ankis.py

lint: .venv/lint.stamp .venv/test.stamp .venv/verideck.stamp
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

bench: .venv/deck.stamp .venv/test.stamp .venv/verideck.stamp
	for benchmark in tests/benchmarks/*.py; do PYTHONPATH=generator:tests $(BIN)/python $$benchmark || exit; done

# ── Set-up: .venv, and in it a stamp for each group of dependencies that it holds ────────────────────────────────

# .venv is made anew where its interpreter is gone, where PYTHON names another one, and where a lock was renewed: so
# nothing stays in it that the locks have dropped.
VENV_PYTHON := $(shell $(BIN)/python -V 2>/dev/null)
WANTED_PYTHON := $(if $(filter file,$(origin PYTHON)),$(VENV_PYTHON),$(shell $(PYTHON) -V 2>&1))
ifneq ($(or $(VENV_PYTHON),none),$(WANTED_PYTHON))
.PHONY: .venv/setup.stamp
endif

.venv/setup.stamp: $(wildcard requirements/*.txt)
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("verideck needs Python 3.11 or later, and \
	$(PYTHON) is %d.%d. Name another: make $(MAKECMDGOALS) PYTHON=python3.12" % sys.version_info[:2])'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
		--requirement requirements/setup.txt
	@touch $@

.venv/%.stamp: .venv/setup.stamp
	@$(CHECK)
	$(BIN)/uv pip install --python .venv --no-build --require-hashes --compile-bytecode $(FLAGS) \
		--requirement requirements/$*.txt
	@touch $@

.venv/reviewer.stamp: FLAGS = --no-deps

# In folders of their own, where nothing finds them unasked; what they need besides is there, as locked.
.venv/ankis/%.stamp: FLAGS = --no-deps --target $(@:.stamp=)

.venv/deck.stamp: CHECK = $(BIN)/python -c 'import sys; "%d.%d" % sys.version_info[:2] in "$(DECK_PYTHONS)".split() or \
	sys.exit("The locked TensorFlow has wheels for Python $(DECK_PYTHONS), and .venv has %d.%d. Name another: \
	make $(MAKECMDGOALS) PYTHON=python3.12" % sys.version_info[:2])'

.venv/verideck.stamp: .venv/tool.stamp pyproject.toml
	$(BIN)/uv pip install --python .venv --no-deps --editable .
	@touch $@

# Compiled once here, whatever PYTHONDONTWRITEBYTECODE says: an unchanged build would spend a fifth of its time on it.
.venv/bytecode.stamp: .venv/verideck.stamp $(wildcard generator/verideck/*.py generator/verideck/*/*.py)
	@$(BIN)/python -m compileall -q generator/verideck
	@touch $@

# ── Locks ────────────────────────────────────────────────────────────────────────────────────────────────────────

# One resolution of all groups, of which each group's file is a part, so that any of them fit together into one .venv,
# and one version for all interpreters, so that a deck does not depend on which one it was built with.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command 'make lock'
GROUPS := deck test lint setup desktop

lock: .venv/setup.stamp
	$(COMPILE) --upgrade pyproject.toml $(GROUPS:%=--group %) --output-file .venv/all.txt
	$(COMPILE) --constraints .venv/all.txt pyproject.toml --output-file requirements/tool.txt
	for group in $(GROUPS); do $(COMPILE) --constraints .venv/all.txt --group $$group \
		--output-file requirements/$$group.txt || exit; done
	$(COMPILE) --constraints .venv/all.txt --no-deps --group reviewer --output-file requirements/reviewer.txt
	rm -f requirements/ankis/*
	for version in $(ANKIS); do printf 'anki==%s\naqt==%s\n' $$version $$version | $(COMPILE) --no-deps - \
		--output-file requirements/ankis/$$version.txt || exit; done
	for version in $(DECK_PYTHONS); do $(BIN)/uv pip compile --quiet --only-binary :all: --python-version $$version \
		--output-file /dev/null requirements/tool.txt requirements/deck.txt || exit; done
