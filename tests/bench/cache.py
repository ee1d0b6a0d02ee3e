"""A thousand published flows as `decide` wants them, by their digests; beside them their files read by CSafeLoader.

That is a parser of C, and what it gives is no flow yet: no model, no checks, nothing compiled.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import yaml
from sqlmodel import Session

from flows import codec
from flows.library import shipped
from flows.model import Flow
from runtime.store import flows as store
from runtime.store.migrate import migrate
from runtime.store.session import Database, sqlite_url
from runtime.store.tables import FlowRow, FlowVersionRow

FLOWS, ROUNDS = 1_000, 5
EVERY = 9
"""Of the files, one in so many is parsed: that is slow, and they are alike but for their numbers."""
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def numbered(number: int) -> Flow:
    """One of the shipped flows, as a process of its own."""
    names = sorted(shipped())
    flow = _read[names[number % len(names)]]
    return codec.published(flow.model_copy(update={"process_type": f"{flow.process_type}_{number}"}), 1)


_read = {name: codec.load(text) for name, text in shipped().items()}


def keep(session: Session, flow: Flow) -> None:
    """Store it as published, without the checks, which this is not about."""
    session.add(FlowRow(process_type=flow.process_type, created_at=NOW, title=flow.name, current=1))
    session.flush()
    session.add(
        FlowVersionRow(
            process_type=flow.process_type, version=1, digest=flow.digest or "", document=codec.as_json(flow),
            author="bench", note="", at=NOW,
        )
    )  # fmt: skip


def report() -> Iterator[str]:
    """ms per flow: when it is asked for again, when for the first time, and CSafeLoader's."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    flows = [numbered(number) for number in range(FLOWS)]
    parsed = 0.0
    for flow in flows[::EVERY]:
        text = codec.dump(flow)
        began = perf_counter()
        yaml.load(text, Loader=loader)
        parsed += (perf_counter() - began) * EVERY
    with TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder) / "converse.db")
        migrate(url)
        with closing(Database(url)) as database:
            first, again = database.write_now(lambda session: _loaded(session, [*flows]))
    yield f"{'1,000 flows':<32}{'ms each':>10}{'× again':>10}"
    for name, spent in (("asked for again", again), ("for the first time", first), ("CSafeLoader", parsed)):
        yield f"{name:<32}{spent / FLOWS * 1e3:>10.3f}{spent / again:>10.1f}"
    yield "goal: CSafeLoader takes at least 20 × as long as asking again"


def _loaded(session: Session, flows: list[Flow]) -> tuple[float, float]:
    for flow in flows:
        keep(session, flow)
    session.flush()
    names = [flow.process_type for flow in flows]
    rounds: list[float] = []
    for _ in range(1 + ROUNDS):
        began = perf_counter()
        for name in names:
            assert store.loaded(session, name, 1).process_type == name
        rounds.append(perf_counter() - began)
    return rounds[0], min(rounds[1:])
