"""The sandbox and the runtime, told the same story, have the same history: there is one way to run a flow."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from runtime import clock
from runtime.app import App, opened
from runtime.backend.backend import Backend
from tests.flows.shipped import FLOWS
from tests.runtime.playing import Watch
from tests.runtime.stories import DIRECTED, about, small, what_happens
from tests.runtime.twice import Story, Words, told_to_the_runtime, told_to_the_world

INVOICE = {"invoice_id": "INV-7", "amount": 120.5, "due_date": "2026-03-01"}
ORDER = {
    "order_id": "A-100", "items": "2 blue mugs", "total": 38, "delivery_address": "Lindenstr. 5, Berlin",
    "expected_date": "2026-03-09",
}  # fmt: skip
SHIPPED = tuple(FLOWS.values())
OPENS = (("payment_collection", INVOICE), ("order_fulfillment", ORDER))


class Company(Backend):
    """A company's system that does whatever it is asked."""

    async def call(self, operation: str, arguments: Mapping[str, Any], *, key: str) -> object:
        return {}


@dataclass
class Stage:
    """A runtime that stays open from one example to the next."""

    runner: asyncio.Runner
    app: App
    watch: Watch

    def same(self, story: Story, words: str = "") -> None:
        stored, bucket = self.runner.run(told_to_the_runtime(self.app, self.watch, story))
        played = told_to_the_world(story, bucket)
        for name in stored._fields:
            assert getattr(played, name) == getattr(stored, name), f"{name} {words}"


@pytest.fixture
def stage(installation: Any) -> Iterator[Stage]:
    watch = Watch()
    with asyncio.Runner() as runner, clock.reading(watch):
        context = opened(installation)
        app = runner.run(context.__aenter__())
        app.detector, app.backend = Words(), Company()
        event.listen(
            app.database.engine, "connect", lambda sqlite, _: sqlite.execute("PRAGMA synchronous=OFF")
        )
        yield Stage(runner, app, watch)
        runner.run(context.__aexit__(None, None, None))


UNSHRUNK = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)  # fmt: skip
"""An example costs a tenth of a second: what fails is shown as it was drawn."""


def test_what_is_easily_done_otherwise(stage: Stage) -> None:
    for name, (flows, opens, steps) in DIRECTED.items():
        told = tuple((process_type, {"n": 1} if process_type == "other" else {}) for process_type in opens)
        stage.same(Story(flows, told, steps), name)


@UNSHRUNK
@given(steps=st.lists(what_happens, min_size=3, max_size=8), flows=small)
def test_small_maps_that_meddle_with_each_other(stage: Stage, flows: Any, steps: Any) -> None:
    stage.same(Story(flows, (("demo", {"n": 1}),), steps))


@settings(UNSHRUNK, max_examples=4)
@given(
    steps=st.lists(
        about(*SHIPPED, nothing={}, invoice={"invoice_id": "INV-7"}, order={"order_id": "A-100"},
              other={"invoice_id": "INV-8"}, dated={"order_id": "A-100", "expected_date": "2026-03-12"}),
        min_size=4, max_size=12,
    )
)  # fmt: skip
def test_the_shipped_flows_side_by_side(stage: Stage, steps: Any) -> None:
    stage.same(Story(SHIPPED, OPENS, steps))
