"""`converse`, also as `python -m runtime`."""

from __future__ import annotations

import sys

from runtime.cli.parser import run


def main() -> int:
    """Run the command line; the exit code: 0 done, 1 findings or failures, 2 it can't be done as asked."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
