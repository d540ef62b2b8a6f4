"""The entry point: python grader.py COMMAND."""

import sys

from dojo.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
