# `make` alone lists the commands. Each does all of its own set-up; once that is there it adds well under a second.
.DEFAULT_GOAL := help
# `make up` and `make recover` alone go to the emulated account: a real one must be named.
ifneq ($(filter up recover,$(MAKECMDGOALS)),)
STACK ?= local
endif
STACK ?= dev
# The first interpreter of at least 3.11, looked for only when a .venv has to be made.
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11 python,$(shell $(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
python := .venv/bin/python
ready := .venv/.ready

ifeq ($(STACK),local)
# A state of its own, beside the account in the emulator's memory: neither needs a login, nor outlives its use.
# Without a second file beside each, which is not written in one go: an engine that is killed while it writes one leaves
# a state that cannot be read (`failed to load checkpoint: EOF`).
up recover: export PULUMI_BACKEND_URL ?= file://$(CURDIR)/.pulumi/local?metadata=skip
up recover: export PULUMI_CONFIG_PASSPHRASE ?=
endif

.PHONY: help setup rehearse up recover test lint type unit test-engine fmt check-settings generate lock bench bench-artifacts clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: $(ready)  ## make .venv with the locked dependencies (every other command does this by itself)

$(ready): requirements.txt
	@if [ -z "$(PYTHON)" ]; then echo "make: no Python 3.11 or later found; install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; fi
	@echo "Setting up .venv with $$($(PYTHON) --version), once; this takes a minute or two" >&2
	@$(PYTHON) -m venv .venv
	@$(python) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s/$(python)" -m pulumi_ha_web "$$@"\n' "$(CURDIR)" "$(CURDIR)" > .venv/bin/ha-web
	@chmod +x .venv/bin/ha-web
	@touch $@

rehearse: $(ready)  ## deploy the real program into an emulated AWS in this process and check it; STACK=prod for another
	@$(python) -m pulumi_ha_web rehearse $(STACK) $(ARGS)

up: $(ready)  ## `pulumi up` of STACK; without one of `local`, whose emulated AWS it starts first
	@command -v pulumi > /dev/null || { echo "make: there is no \`pulumi\` on PATH. Pulumi's own page says how to get it: https://www.pulumi.com/docs/install/ (macOS: brew install pulumi/tap/pulumi; Linux: curl -fsSL https://get.pulumi.com | sh). Without it, \`make rehearse STACK=$(STACK)\` deploys the same program into an emulated AWS." >&2; exit 1; }
ifeq ($(STACK),local)
	@$(python) -c 'from emulator import control; print("Emulated AWS:", control.start().endpoint)'
	@mkdir -p .pulumi/local
	@pulumi stack select --create local
	@pulumi up --refresh --stack local $(ARGS)
else
	@pulumi up --stack $(STACK) $(ARGS)
endif

recover: $(ready)  ## take what an interrupted `make up` of STACK left in the account into its state; ARGS=--cancel takes its lock
	@$(python) -m pulumi_ha_web recover $(STACK) $(ARGS)

test: lint type unit  ## lint, types, tests

lint: $(ready)
	@$(python) -m ruff check --quiet .
	@$(python) -m ruff format --quiet --check .

type: $(ready)
	@$(python) -m mypy --no-error-summary

unit: $(ready)
	@$(python) -m pytest -q -n auto

test-engine: $(ready)  ## the real engine on every environment and change, against the emulator; needs `pulumi`
	@$(python) -m pytest tests/engine -m engine -q -n 8 --dist loadscope --no-loadscope-reorder --engine-report docs/engine-tests.md $(ARGS)

.PHONY: lint-workflows package

# A program in Go, built here where it is not on PATH. It checks the scripts of workflows with the shellcheck of .venv.
actionlint := $(or $(shell command -v actionlint 2>/dev/null),build/bin/actionlint)

build/bin/actionlint:
	@command -v go > /dev/null || { echo "make: neither actionlint nor Go is on PATH, to build it with; either one will do: https://github.com/rhysd/actionlint" >&2; exit 1; }
	@GOBIN="$(CURDIR)/build/bin" go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

lint-workflows: $(ready) $(actionlint)  ## the workflows: actionlint with shellcheck, the published schemas, and what zizmor finds
	@$(actionlint) -shellcheck .venv/bin/shellcheck .github/workflows/*.yml
	@.venv/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@.venv/bin/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	@.venv/bin/zizmor --quiet --offline --no-online-audits .github

package: $(ready)  ## build the wheel and the sdist into dist/, and try the wheel in an environment of its own
	@rm -rf dist build/package
	@$(python) -m build --quiet --outdir dist
	@$(python) -m venv build/package
	@build/package/bin/python -m pip install --quiet --disable-pip-version-check dist/*.whl
	@cd build/package && bin/ha-web --version && bin/ha-web --help > /dev/null && bin/python -I -c "import pulumi_ha_web.components, pulumi_ha_web.config"

fmt: $(ready)  ## format and mend what ruff can mend
	@$(python) -m ruff check --quiet --fix .
	@$(python) -m ruff format --quiet .

check-settings: $(ready)  ## check every Pulumi.*.yaml; each problem with its path, value, rule and remedy
	@$(python) -m config check Pulumi.*.yaml examples/*/Pulumi.*.yaml

generate: $(ready)  ## write the generated files anew: schema, settings reference, golden names and comments, parts of documents
	@$(python) -m config generate
	@$(python) -m tests.program
	@$(python) -m tests.analysis.documents
	@$(python) -m tests.report.documents

.PHONY: record-previews

record-previews: $(ready)  ## make the previews that reports are tested with anew, by the real engine; needs `pulumi`, takes minutes
	@$(python) -m tests.report.record $(ARGS)

lock: $(ready)  ## resolve pyproject.toml into requirements.txt, with hashes, for Python 3.11 and later on every platform
	@$(python) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --all-extras pyproject.toml -o requirements.txt

bench: $(ready)  ## measure the times that the README states
	@$(python) -m tests.bench

bench-artifacts: $(ready)  ## transfers side by side with `aws s3`, against an S3 server on this machine (needs Go)
	@$(python) -m tests.bench_artifacts

clean:  ## remove .venv and every cache
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
