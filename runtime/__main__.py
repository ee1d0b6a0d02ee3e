"""`converse`, also as `python -m runtime`."""

from __future__ import annotations

import sys
from io import TextIOWrapper

from runtime.cli.parser import run


def main() -> int:
    """Run the command line; the exit code: 0 done, 1 findings or failures, 2 it can't be done as asked."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal without our quotation marks still gets the words
            stream.reconfigure(errors="replace")
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
