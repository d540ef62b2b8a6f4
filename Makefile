# Set-up and daily chores. Both `make try` and `make test` work in a fresh clone.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: try test test-commands test-cluster lint bench clean

try: .venv/ready
	@echo "Grading examples/naive_cross_entropy.py, a common first answer that is wrong on purpose:"
	@echo
	@$(BIN)/python grader.py grade cross_entropy --attempt examples/naive_cross_entropy.py --seed 7; \
	status=$$?; \
	if [ $$status -eq 1 ]; then \
		echo; echo "The grading worked: this example is meant to be rejected."; \
	else \
		echo "make try: expected the example to be rejected, got exit status $$status" >&2; exit 1; \
	fi

PYTEST = $(BIN)/python -m pytest -q -n 2 --no-loadscope-reorder

# Is the judge right: the hidden tests, every sample of every kata, every exploit.
test: .venv/ready
	$(PYTEST) --junitxml=.venv/tests.xml tests/dojo tests/hidden

# The commands, as real processes: killed in the middle, at terminals, in a browser.
test-commands: .venv/ready
	$(PYTEST) --junitxml=.venv/commands.xml tests/commands

# Ray is an extra: half as large as torch, and only for those who outgrow one machine.
test-cluster: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[cluster]'
	$(BIN)/python -m pytest -q tests/cluster

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check dojo grader.py benchmarks tests/cluster tests/commands tests/dojo tests/hidden solutions
	$(BIN)/mypy

# Under five minutes, with nothing else running; the suite's minutes are of the last `make test`.
bench: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python benchmarks/bench.py

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "make: $(PYTHON) is older than 3.10; try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf .venv
