"""A stored conversation told again comes to exactly what is stored: the past of a real customer is no guess."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.binding import ContactFacts, Facts
from flows.world import happenings as h
from flows.world.entries import ProblemEntry
from flows.world.hooks import Hooks
from flows.world.retelling import as_stored, retell
from flows.world.world import World
from runtime.policy.verdict import verdict
from runtime.store.past import of_conversation
from runtime.store.tables import CheckRow
from tests.flows.build import NOW
from tests.runtime.playing import Play
from tests.runtime.stories import DIRECTED, small, what_happens
from tests.runtime.test_sandbox_parity import UNSHRUNK, Stage, stage
from tests.runtime.twice import Story, Words, leave_off, played

__all__ = ["stage"]


def never(*_: Any) -> Any:
    raise AssertionError("what was said is not understood a second time")


HOOKS = Hooks(never, verdict)


async def told_again(play: Play) -> None:
    past = await play.app.read(lambda session: of_conversation(session, play.conversation_id))
    world = World(
        NOW, Facts(ContactFacts("Ana"), past.facts.conversation._replace(channel=None, held=False)), ()
    )
    for turned in past.turned:
        world, entries = retell(world, turned, past.beginnings, HOOKS)
        assert [entry.sentence for entry in entries if isinstance(entry, ProblemEntry)] == []
    assert [one.id for one in world.opened] == list(past.stored)
    for binding in past.stored.values():
        assert as_stored(world, binding).entries == ()
    assert (world.facts.contact, world.facts.conversation.held) == (
        past.facts.contact,
        past.facts.conversation.held,
    )
    armed = [row for row in await play._rows(CheckRow, CheckRow.order) if row.status == "armed"]
    assert [(one.binding_id, one.due) for one in world.armed] == [(row.binding_id, row.due) for row in armed]
    pending = {row.key for row in await play.outbox() if row.status in ("pending", "held")}
    assert {one.effect.key for one in world.posted} == pending


def retold(stage: Stage, story: Story) -> None:
    async def run() -> None:
        try:
            await told_again(await played(stage.app, stage.watch, story))
        finally:
            await leave_off(stage.app)

    stage.app.detector = Words()
    stage.runner.run(run())


def test_what_is_easily_told_otherwise(stage: Stage) -> None:
    for flows, opens, steps in DIRECTED.values():
        retold(stage, Story(flows, tuple((one, {"n": 1} if one == "other" else {}) for one in opens), steps))


QUICK = what_happens.filter(lambda step: step not in (h.Wait("1d"), h.Wait("1w")))
"""A day over a timer of a minute is a thousand turns."""


@settings(UNSHRUNK, max_examples=8)
@given(steps=st.lists(QUICK, min_size=3, max_size=7), flows=small)
def test_small_maps_that_meddle_with_each_other(stage: Stage, flows: Any, steps: Any) -> None:
    retold(stage, Story(flows, (("demo", {"n": 1}),), steps))
