"""Run every report, or those named: `python -m tests.bench decide`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping

from tests.bench import cache, canvas, chat, check, decide, samples, sandbox

Report = Callable[[], Iterator[str]]
"""Measures, and yields the lines to print."""

REPORTS: Mapping[str, Report] = {
    "decide": decide.report,
    "check": check.report,
    "cache": cache.report,
    "chat": chat.report,
    "canvas": canvas.report,
    "sandbox": sandbox.report,
    "samples": samples.report,
}


def main(names: list[str]) -> int:
    """Print the reports; 2 when a name isn't one."""
    if unknown := [name for name in names if name not in REPORTS]:
        print(f"There is no report {', '.join(unknown)}; there are {', '.join(REPORTS)}.", file=sys.stderr)
        return 2
    for name in names or REPORTS:
        print(f"── {name} " + "─" * (76 - len(name)))
        for line in REPORTS[name]():
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
