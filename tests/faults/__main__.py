"""`make faults`: broken files by the thousand, files full of one thing, and `decide` beside another engine."""

from __future__ import annotations

import faulthandler
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from time import perf_counter
from typing import TypeVar

from tests.faults import broken_files, flat_maps, large_files

HANGS = 150
"""Seconds after which one file has hung: its traceback is printed, and all ends."""

Case = TypeVar("Case")
Result = TypeVar("Result")


def main(given: Namespace) -> int:
    """Print what was tried and every fault; 1 where there is one."""
    faults = 0
    with ProcessPoolExecutor() as pool:
        for trial in (_broken_files, _large_files, _flat_maps):
            began = perf_counter()
            said, found = trial(pool, given)
            print(f"{said}; {len(found)} faults; {perf_counter() - began:.0f} s", flush=True)
            for fault in found:
                print(f"\n{fault}\n", flush=True)
            faults += len(found)
    return 1 if faults else 0


def _broken_files(pool: Executor, given: Namespace) -> tuple[str, list[str]]:
    seeds = range(given.first, given.first + given.files)
    outcomes = list(_each(pool, broken_files.tried, seeds))
    read = sum(outcome.flows > 0 for outcome in outcomes)
    findings = sum(outcome.findings for outcome in outcomes)
    slowest = max((outcome.seconds for outcome in outcomes), default=0.0)
    said = (
        f"{len(outcomes):,} broken files: {len(outcomes) - read:,} refused, {read:,} read with {findings:,} findings, "
        f"the slowest in {slowest:.2f} s"
    )
    return said, [f"{one.case}\n{fault}" for one in outcomes for fault in one.faults]


def _large_files(pool: Executor, given: Namespace) -> tuple[str, list[str]]:
    read = list(_each(pool, large_files.tried, large_files.LARGE, at_once=1))
    slowest = max(read, key=lambda one: one.seconds)
    said = f"{len(read)} files full of one thing: the slowest ({slowest.name}) in {slowest.seconds:.1f} s"
    return said, [fault for one in read for fault in one.faults]


def _flat_maps(pool: Executor, given: Namespace) -> tuple[str, list[str]]:
    seeds = range(given.first, given.first + given.maps)
    found = [str(one) for one in _each(pool, flat_maps.difference, seeds) if one is not None]
    said = f"{len(seeds):,} maps, {flat_maps.LENGTH} events each, as python-statemachine plays them"
    return said, found


def _each(
    pool: Executor, work: Callable[[Case], Result], cases: Iterable[Case], *, at_once: int = 25
) -> Iterator[Result]:
    return pool.map(partial(_watched, work), cases, chunksize=at_once)


def _watched(work: Callable[[Case], Result], case: Case) -> Result:
    faulthandler.dump_traceback_later(HANGS, exit=True)
    try:
        return work(case)
    finally:
        faulthandler.cancel_dump_traceback_later()


def arguments(words: Sequence[str]) -> Namespace:
    """What to try: how much of it, and from which seed on."""
    parser = ArgumentParser("make faults", description=__doc__)
    parser.add_argument("--files", type=int, default=5_000, help="how many broken files (%(default)s)")
    parser.add_argument("--maps", type=int, default=10_000, help="how many maps (%(default)s)")
    parser.add_argument("--first", type=int, default=0, help="the first seed; others try other cases")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(arguments(sys.argv[1:])))
