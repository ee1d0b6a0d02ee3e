"""What is said of a flow before it runs: its structure at every edit, the rest when it is published.

Beside each its floor, reading the same file. And a pattern that other engines don't come to an end with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from time import process_time

import re2

from flows import codec
from flows.findings import check
from flows.library import shipped
from flows.model import Flow
from tests.bench.maps import generated

ROUNDS = 5
PATTERNS = ("(a+)+b", "(a|aa)+b", "(.*a){20}b")
LENGTHS = (1_000, 10_000, 100_000)


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of the processor's time in the quickest round."""
    spent: list[float] = []
    for _ in range(rounds):
        began = process_time()
        work()
        spent.append(process_time() - began)
    return min(spent) * 1e3


def structure(flow: Flow) -> float:
    """Milliseconds until all is said of a flow that was just edited: what is kept with it is made anew."""
    return best(lambda: check(flow.model_copy(), structure=True))


def report() -> Iterator[str]:
    """Milliseconds by flow, and microseconds by pattern and length."""
    yield f"{'ms':<36}{'reading':>10}{'structure':>10}{'all':>10}{'× reading':>10}"
    texts = {**shipped(), "1,000 states, 2,000 transitions": codec.dump(generated(1_000, 2_000))}
    for name, text in texts.items():
        flow = codec.load(text)
        reading, seen = best(partial(codec.load, text)), structure(flow)
        whole = best(partial(check, flow), rounds=1)
        yield f"{name:<36}{reading:>10.1f}{seen:>10.1f}{whole:>10.0f}{seen / reading:>10.2f}"
    yield "goals: the structure of a shipped flow at most 50 ms, of 1,000 states at most 1 s"
    yield f"{'µs on text of':<36}" + "".join(f"{length // 1_000:>7} kB" for length in LENGTHS)
    for pattern in PATTERNS:
        search = re2.compile(pattern).search
        spent = [best(partial(search, "a" * length)) * 1e3 for length in LENGTHS]
        yield f"matches {pattern:<28}" + "".join(f"{microseconds:>10.0f}" for microseconds in spent)
    yield "goal: ten times the text takes about ten times as long"
