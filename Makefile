# Two commands for a newcomer: `make demo` and `make test`. Needs Python 3.11+, make and the package registries; no Docker, no Java.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := bantuan
MAKEFLAGS += --no-print-directory

ALAT := .selaras/alat
UV := $(shell command -v uv 2>/dev/null || echo $(ALAT)/bin/uv)
RUN := $(UV) run --no-sync
TERPASANG := .selaras/terpasang
SEJAJAR := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder # each worker with its own PostgreSQL and Kafka
SUMBER := libs/*/src services/*/src tools/*/src

.PHONY: bantuan setup demo test test-semua lint up down clean aturan simulasi kekacauan bench peramban

bantuan: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(TERPASANG) ## the virtual environment, from the lock
	@:

demo: setup ## the whole story, on its own empty databases and topics
	@$(RUN) selaras demo

test: setup peramban lint ## every test, on real PostgreSQL and Kafka
	@$(RUN) pytest $(SEJAJAR)

test-semua: setup peramban lint ## the same and the long forms: special cases and the matrix of `make kekacauan`, big files
	@$(RUN) pytest $(SEJAJAR)
	@$(RUN) pytest -m lama # alone: a stack under chaos starves what is timed beside it

lint: setup ## ruff, mypy --strict, the arrows between the packages
	@$(UV) lock --check --quiet || { echo "uv.lock tidak sesuai dengan pyproject.toml: jalankan uv lock"; exit 1; }
	@$(RUN) ruff check
	@$(RUN) ruff format --check
	@$(RUN) mypy $(SUMBER) benchmarks conftest.py
	@$(RUN) lint-imports --no-logo

up: setup ## the stack in the background; keeps its data
	@$(RUN) selaras up --latar

down: setup ## stops it
	@$(RUN) selaras down

clean: ## stops it and wipes its data
	@if [ -e $(TERPASANG) ]; then $(RUN) selaras clean; else rm -rf .selaras; fi

aturan: setup ## rules with passing tests, of all 394
	@$(RUN) selaras aturan

simulasi: setup ## 10,000 histories of the engine without servers; BENIH=n replays one
	@$(RUN) python -m libs.chassis.tests.simulasi $(if $(BENIH),--ulang $(BENIH),--banyak 10000)

kekacauan: setup ## faults on the real stack, 30 seeds of 60 s; BENIH=n replays one, ADEGAN=name plays a special case
	@$(RUN) python -m selaras.kekacauan.main $(if $(BENIH),--benih $(BENIH)) $(if $(DETIK),--detik $(DETIK)) $(if $(BANYAK),--banyak $(BANYAK)) $(if $(ADEGAN),--adegan $(ADEGAN))

bench: setup ## measured ratios, nothing asserted; HANYA=name runs one row
	@$(UV) sync --all-packages --group bench --frozen --inexact --quiet # the peers
	@$(RUN) python -m benchmarks $(HANYA)

peramban: setup # Chromium for the browser tests (installed on Debian as root, else looked for)
	@$(RUN) python -m selaras.lokal.peramban

$(TERPASANG): uv.lock pyproject.toml $(wildcard libs/*/pyproject.toml services/*/pyproject.toml tools/*/pyproject.toml)
	@mkdir -p .selaras
	@if ! command -v "$(UV)" >/dev/null; then \
	  command -v python3 >/dev/null || { echo "Selaras memerlukan Python 3.11 ke atas; python3 tidak ditemukan."; exit 1; }; \
	  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Selaras memerlukan Python 3.11 ke atas; yang ada $$(python3 --version)."; exit 1; }; \
	  echo "uv belum ada: memasangnya di $(ALAT) …"; \
	  python3 -m venv $(ALAT) || { echo "Modul venv tidak ada (di Debian: apt install python3-venv)."; exit 1; }; \
	  $(ALAT)/bin/pip install --quiet --disable-pip-version-check uv; \
	fi
	@$(UV) sync --all-packages --frozen --compile-bytecode # else seven processes would do it at the first start, all at once
	@touch $@
