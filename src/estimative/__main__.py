"""`python -m estimative`: the command line where the script `estimative` is not on the path."""

import sys

from estimative.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
