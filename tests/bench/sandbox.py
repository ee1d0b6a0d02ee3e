"""What the studio's server takes for a turn of the sandbox, and for going back in a long run; no page is drawn.

A turn is a sentence said in the service, with the real detector, to a shipped flow that runs beside what it starts:
understanding, deciding, sending, explaining, and the run as a page gets it. The floors are its two parts alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from flows import codec
from flows.binding import Binding, ContactFacts
from flows.changes import ContextChange
from flows.conversation import Seat, hearing
from flows.decide import decide
from flows.library import shipped
from flows.model import Flow
from flows.world import happenings as h
from runtime.store import flows as store
from runtime.store.migrate import migrate
from runtime.store.session import Database, sqlite_url
from runtime.users.actor import Actor
from studio.services.sandbox.sandbox import Sandbox
from studio.services.trying import Trying

SENTENCES = {
    "payment_collection": (
        "what is this invoice about?", "I can pay next Monday", "I need a bit more time", "thank you",
        "you billed me twice", "tell me a joke",
    ),
    "order_fulfillment": (
        "where is my package?", "what did I order?", "please ship it to my work", "thanks a lot", "it is broken",
        "do you like turtles?",
    ),
}  # fmt: skip
ROUNDS, LONG_RUN = 15, 200
VIEWER = Actor("bench", "viewer")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Measured(NamedTuple):
    """Milliseconds."""

    name: str
    p50: float
    p95: float


def measured(name: str, seconds: Sequence[float]) -> Measured:
    return Measured(name, median(seconds) * 1e3, quantiles(seconds, n=20)[-1] * 1e3)


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def sentences(process_type: str, begin: int) -> Iterator[str]:
    """No two alike, numbered from `begin`: the detector remembers what it has read."""
    for number in range(begin, begin + ROUNDS):
        yield from (f"{sentence} ({number})" for sentence in SENTENCES[process_type])


async def turns(sandbox: Sandbox, process_type: str) -> list[float]:
    """Seconds per turn, those among them where the detector meets a state's intents for the first time."""
    run = await sandbox.set_up(VIEWER, process_type, await sandbox.default_setup(VIEWER, process_type))
    spent: list[float] = []
    for sentence in sentences(process_type, 0):
        await sandbox.go(VIEWER, process_type, run.here)
        began = perf_counter()
        await sandbox.do(VIEWER, process_type, h.Say(sentence))
        spent.append(perf_counter() - began)
    return spent


async def long_run(sandbox: Sandbox) -> list[float]:
    """Seconds to be at another step of a long run, anywhere in it."""
    process_type = "payment_collection"
    await sandbox.set_up(VIEWER, process_type, await sandbox.default_setup(VIEWER, process_type))
    for number in range(LONG_RUN - 1):
        await sandbox.do(VIEWER, process_type, h.Hear("asks_details") if number % 2 else h.Wait("1m"))
    spent: list[float] = []
    for number in range(100):
        step = str(1 + number * 37 % LONG_RUN)
        began = perf_counter()
        run = await sandbox.go(VIEWER, process_type, step)
        spent.append(perf_counter() - began)
        assert (run.here, len(run.line)) == (step, LONG_RUN)
    return spent


def floors(trying: Trying, flow: Flow) -> tuple[list[float], list[float]]:
    """Seconds of the detector alone, and of one decision."""
    binding = Binding("b", flow.process_type, 0, flow.initial_state, 1, NOW, 1, {}, {flow.initial_state: 1})
    seat = Seat(flow, binding, NOW)
    listening = hearing([seat], ContactFacts())
    change = ContextChange("c", "intent", flow.compiled.heard[flow.initial_state][0], NOW, confidence=1.0)
    said = list(sentences(flow.process_type, ROUNDS))
    trying.understand("hello", listening, NOW)
    heard = [timed(partial(trying.understand, text, listening, NOW)) for text in said]
    return heard, [timed(partial(decide, flow, binding, change)) for _ in said]


async def _measure(folder: Path) -> list[str]:
    url = sqlite_url(folder / "converse.db")
    migrate(url)
    found = {process_type: codec.load(shipped()[process_type]) for process_type in SENTENCES}
    lines: list[str] = [f"{'ms':<44}{'p50':>9}{'p95':>9}{'× floor':>9}"]
    with closing(Database(url)) as database:
        for flow in found.values():
            await database.write(partial(store.save_draft, flow=flow, actor=Actor("bench", "editor")))
        trying = Trying()
        sandbox = Sandbox(database, trying)
        for process_type, flow in found.items():
            heard, decided = floors(trying, flow)
            floor = (median(heard) + median(decided)) * 1e3
            rows = (
                measured(f"{process_type}: a turn", await turns(sandbox, process_type)),
                measured("  the detector alone", heard),
                measured("  decide alone", decided),
            )
            lines += [f"{one.name:<44}{one.p50:>9.2f}{one.p95:>9.2f}{one.p50 / floor:>9.2f}" for one in rows]
        back = measured(f"going back in a run of {LONG_RUN} steps", await long_run(sandbox))
        lines.append(f"{back.name:<44}{back.p50:>9.2f}{back.p95:>9.2f}")
    return lines


def report() -> Iterator[str]:
    """Milliseconds of the service, beside what its parts take alone."""
    with TemporaryDirectory() as folder:
        yield from asyncio.run(_measure(Path(folder)))
    yield "goals: a turn p50 at most 30 ms, going back at most 20 ms"
