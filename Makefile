# Footnote: `make chat` and `make test` do all of their set-up.

PYTHON ?= python3
PY := .venv/bin/python

.PHONY: setup chat test eval browser

chat: setup
	@$(PY) -m ui

test: setup browser
	@$(PY) -m pytest

eval: setup
	@$(PY) -m eval run --against eval/baseline

# The environment is right when the requirements it was made from are those of today.
setup:
	@cmp -s requirements.txt .venv/requirements.installed || $(MAKE) --no-print-directory .venv/requirements.installed

.PHONY: .venv/requirements.installed
.venv/requirements.installed:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "error: Footnote needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(call debian,python3-venv,the venv module)
	@command -v c++ >/dev/null || $(call debian,g++,a C++ compiler: llama.cpp is built on installation)
	@$(PY) -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@echo "Installing Footnote's requirements into .venv (some minutes the first time) …"
	@$(PY) -m pip install --disable-pip-version-check -r requirements.txt
	@cp requirements.txt $@

# The browser that the page is tested in: the one on PATH, else Debian's, else Playwright's own.
browser: setup
	@command -v chromium >/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -q && apt-get install -y -q chromium; } \
	  || $(PY) -m playwright install chromium \
	  || echo "No browser could be installed: the browser tests will be skipped." >&2

# $(call debian,PACKAGE,WHAT): install a Debian package where we may, else say what is missing.
debian = { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get update -q && apt-get install -y -q $(1) \
	  || { echo "error: Footnote needs $(2); install it: sudo apt-get install $(1)" >&2; false; }; }
