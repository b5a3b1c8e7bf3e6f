# TensorFlow Lesson Lab. `make run` and `make test` are all that a newcomer needs.
.DEFAULT_GOAL := help
PORT ?= 8501
PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help run test check shots gallery bench clean

help:  ## Show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

run: $(VENV)/run.stamp  ## Start the dashboard on http://localhost:8501, or on PORT
	$(BIN)/python -m streamlit run streamlit_app.py --server.port $(PORT)

test: $(VENV)/dev.stamp  ## Run every test, in a real browser too; or those of one LESSON=slug
ifdef LESSON
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder --lesson $(LESSON) --ignore tests/browser
else
	CHROMIUM="$$($(BIN)/python tools/browser.py)" && export CHROMIUM && $(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder
endif

check: $(VENV)/dev.stamp  ## Lint and check types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

shots: $(VENV)/dev.stamp  ## Photograph every page, language, theme and width into shots/
	CHROMIUM="$$($(BIN)/python tools/browser.py)" && export CHROMIUM && $(BIN)/python tools/shots.py

gallery: $(VENV)/dev.stamp  ## Draw every chart without the app into gallery/index.html
	$(BIN)/python -m tools.gallery

bench: $(VENV)/dev.stamp  ## Measure what the product promises, as ratios in one run
	$(BIN)/python -m bench

clean:  ## Remove the environment and what tests and tools leave behind
	rm -rf $(VENV) shots gallery .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A Python that is named is refused if it does not fit, even where an environment stands already.
.PHONY: fits
fits:
	@$(if $(PYTHON),tools/python.sh $(PYTHON) >/dev/null)

# The environment, made once with a Python that fits. One made earlier with another is refused.
$(VENV)/made.stamp: | fits
	@if [ -x $(BIN)/python ]; then tools/python.sh $(BIN)/python >/dev/null; \
	else python=$$(tools/python.sh $(PYTHON)) && "$$python" -m venv $(VENV); fi
	@touch $@

$(VENV)/run.stamp: requirements.txt constraints.txt $(VENV)/made.stamp
	$(BIN)/python -m pip install --quiet -c constraints.txt -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt requirements.txt constraints.txt $(VENV)/made.stamp
	$(BIN)/python -m pip install --quiet -c constraints.txt -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp
