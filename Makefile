# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Every target is a command of tests/harness, which needs nothing but Python 3.11 or later.
PYTHON ?= python3
PORT ?= 8080
SCENARIO ?= default
demo: SCENARIO = rollout
CORES ?=
ENDPOINT ?=
RUNS ?= 3
SIZES ?= 1 10 100 1000 10000
PROFILE ?=

# Nothing is written outside build/, bytecode included.
export PYTHONPYCACHEPREFIX := $(CURDIR)/build/cache/bytecode
export PYTHONPATH := $(CURDIR)/tests

HARNESS := $(PYTHON) -m harness
STEPS := lint docs sanity unit functional oldest integration molecule artifact scale keystone

.PHONY: help demo simulator test $(STEPS) matrix coverage mutate bench clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile
	@echo "make STEP         Run one step of the tests: $(STEPS)"

demo: ## Gate a deployment of edge tasks in the simulator; SCENARIO=broken shows one that went wrong
	@$(HARNESS) demo --scenario '$(SCENARIO)'

simulator: ## Run the simulator in the foreground; PORT=8080, SCENARIO=default
	@$(HARNESS) simulator --port '$(PORT)' --scenario '$(SCENARIO)'

test: ## Run all steps of the tests
	@$(HARNESS) test

$(STEPS):
	@$(HARNESS) test $@

matrix: ## Run the tests on every supported ansible-core for which a Python is found; CORES=2.21 for some of them
	@$(HARNESS) matrix --cores '$(CORES)'

coverage: ## Measure what the tests reach of plugins/; fails below 95 % of the core
	@$(HARNESS) coverage

mutate: ## Change the code that judges in many small ways; fails where no unit test notices
	@$(HARNESS) mutate

bench: ## Compare with loops, scripts and floors; RUNS=3, SIZES="1 10", ENDPOINT=URL, PROFILE=1 shows where time goes
	@$(HARNESS) bench --endpoint '$(ENDPOINT)' --runs '$(RUNS)' --sizes '$(SIZES)' $(if $(PROFILE),--profile)

clean: ## Remove everything that was generated
	@rm -rf build
