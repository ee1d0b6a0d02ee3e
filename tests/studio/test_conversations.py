"""Real conversations: listed, told in words, and gone on from in the sandbox without touching them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from flows.world import happenings as h
from runtime import clock
from runtime.errors import NotFound, UnknownBinding
from runtime.store import bindings, past
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.errors import StepRefused
from studio.services.conversations import Conversations, Wanted
from studio.services.sandbox.masking import HIDDEN, NOT_FOR_YOU
from studio.services.sandbox.sandbox import Sandbox
from studio.services.trying import Trying
from tests.flows.build import NOW
from tests.runtime.twice import Words
from tests.studio.conversing import ADDRESS, counts, meet

OPERATOR, VIEWER = Actor("olga", "operator"), Actor("vera", "viewer")


class Watch:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> Any:
        return self.time


@pytest.fixture
def watch() -> Iterator[Watch]:
    made = Watch()
    with clock.reading(made):
        yield made


@pytest.fixture
def listed(database: Database) -> Conversations:
    return Conversations(database)


@pytest.fixture
def sandbox(database: Database) -> Sandbox:
    loaded: Any = Words
    return Sandbox(database, Trying(loaded))


async def moved(database: Database, watch: Watch, age: int = 30) -> str:
    """Somebody who was asked, wrote something else, and then where to."""
    talk = await meet(database)
    binding_id = await talk.start(order="A-100", age=age)
    for text in ("what?", f"move address={ADDRESS}"):
        watch.time += timedelta(minutes=5)
        await talk.say(text)
    return binding_id


# The list


async def test_the_latest_activity_comes_first_and_pages_go_on_where_the_last_ended(
    database: Database, listed: Conversations, watch: Watch
) -> None:
    for number in range(3):
        watch.time += timedelta(minutes=1)
        await (await meet(database, f"Guest {number}")).start(order=f"A-{number}")
    first = await listed.page(OPERATOR, Wanted("moving", limit=2))
    assert [row.contact for row in first.rows] == ["Guest 2", "Guest 1"]
    assert (first.rows[0].last, first.rows[0].state_words, first.rows[0].version) == (
        "Hello Guest 2",
        "Open",
        1,
    )
    last = await listed.page(OPERATOR, Wanted("moving", after=first.next, limit=2))
    assert ([row.contact for row in last.rows], last.next) == (["Guest 0"], None)


async def test_the_list_is_narrowed_by_state_and_by_a_reference(
    database: Database, listed: Conversations, watch: Watch
) -> None:
    await moved(database, watch)
    await (await meet(database, "Bo")).start(order="B-7")

    async def found(**wanted: Any) -> list[str]:
        return [row.contact for row in (await listed.page(OPERATOR, Wanted("moving", **wanted))).rows]

    assert await found(state="done") == ["Ana Berg"]
    assert await found(open=True) == ["Bo"]
    assert await found(reference="a-1") == ["Ana Berg"]
    assert await found(reference="100%") == []


async def test_who_is_no_operator_reads_no_names_and_no_messages(
    database: Database, listed: Conversations, watch: Watch
) -> None:
    binding_id = await moved(database, watch)
    [row] = (await listed.page(VIEWER, Wanted("moving"))).rows
    assert (row.contact, row.last, row.state) == (f"A{HIDDEN}", NOT_FOR_YOU, "done")
    view = await listed.view(VIEWER, "moving", binding_id)
    assert {one.text for one in view.messages} == {NOT_FOR_YOU}
    assert ADDRESS not in str(view)
    assert "Ana" not in str(view)


# One conversation


async def test_a_conversation_is_told_in_words(
    database: Database, listed: Conversations, watch: Watch
) -> None:
    binding_id = await moved(database, watch, age=16)
    view = await listed.view(OPERATOR, "moving", binding_id)
    assert [one.words for one in view.moments if one.kind != "action"] == [
        "It starts, and is in “Open”.",
        "Nothing in “Open” listens for that.",
        "It stays in “Open” by “move” (without a condition).",
    ]
    last = next(one for one in reversed(view.moments) if one.kind == "intent")
    assert (last.said, last.understood) == (f"move address={ADDRESS}", (("move", 0.8),))
    assert [(row.transition, row.why) for row in last.candidates] == [
        ("moves", "Its condition doesn't hold."), ("too_young", "Taken."),
    ]  # fmt: skip
    assert [(row.name, row.value) for row in view.data if row.personal] == [
        ("age", "16"),
        ("address", ADDRESS),
    ]
    assert len(view.checks) == 1


async def test_a_conversation_of_another_flow_is_not_there(
    database: Database, listed: Conversations, watch: Watch
) -> None:
    binding_id = await moved(database, watch)
    with pytest.raises(UnknownBinding):
        await listed.view(VIEWER, "survey", binding_id)


# In the sandbox


async def test_the_steps_of_the_run_are_what_happened_and_one_goes_on_from_there(
    database: Database, sandbox: Sandbox, listed: Conversations, watch: Watch
) -> None:
    binding_id = await moved(database, watch)
    before = await database.read(counts)
    view = await listed.view(OPERATOR, "moving", binding_id)
    unmatched = next(one for one in view.moments if one.kind == "intent")
    run = await sandbox.open_real(OPERATOR, "moving", binding_id, unmatched.order)
    assert [step.words for step in run.line] == ["It begins", f"{HIDDEN} writes “what?”"]
    assert run.step.binding is not None
    assert (run.step.binding.state, run.real is not None, run.step.problems) == ("open", True, ())
    assert (run.setup.sources[0].version, run.stale) == (1, False)
    run = await sandbox.do(OPERATOR, "moving", h.Wait("3d"))
    assert run.step.binding is not None
    assert run.step.binding.state == "done"
    run = await sandbox.reset(OPERATOR, "moving")
    assert len(run.line) == 2
    for forbidden in (sandbox.replay_on(OPERATOR, "moving"), sandbox.as_scenario(OPERATOR, "moving", "Kept")):
        with pytest.raises(StepRefused):
            await forbidden
    assert await database.read(counts) == before


async def test_what_is_personal_is_masked_and_the_story_is_the_same(
    database: Database, sandbox: Sandbox, watch: Watch
) -> None:
    binding_id = await moved(database, watch)
    run = await sandbox.open_real(OPERATOR, "moving", binding_id)
    assert run.step.binding is not None
    assert dict(run.step.binding.data) == {"order": "A-100", "age": HIDDEN, "address": HIDDEN}
    assert run.step.told[0].taken == ("moves",)
    assert run.step.told[0].candidates[0].clauses[0].actual == HIDDEN
    assert [row.text for row in run.messages][-2:] == [f"move address={HIDDEN}", f"We send it to {HIDDEN}."]
    tree = sandbox._of(OPERATOR, "moving").tree
    held = tree.node.world.opened[0].binding.data
    assert (held["address"], held["age"]) == (HIDDEN, 30), "a condition reads the age, so it stays as it was"
    for secret in (ADDRESS, "Ana", "Berg"):
        assert secret not in str(run)
        assert secret not in str(tree.node.world._replace(flows=()))


async def test_a_viewer_sees_how_it_went_but_not_what_was_written(
    database: Database, sandbox: Sandbox, watch: Watch
) -> None:
    binding_id = await moved(database, watch)
    run = await sandbox.open_real(VIEWER, "moving", binding_id)
    assert {row.text for row in run.messages} == {NOT_FOR_YOU}
    assert "what?" not in str(run)
    assert run.step.told[0].taken == ("moves",)


async def test_what_comes_out_otherwise_is_said_and_put_to_what_the_history_says(
    database: Database, sandbox: Sandbox, watch: Watch
) -> None:
    binding_id = await moved(database, watch)

    def tampered(session: Any) -> None:
        [row] = [
            one for one in past._changes(session, _conversation(session, binding_id)) if one.kind == "manual"
        ]
        row.payload = {**row.payload, "age": 12}
        session.add(row)

    await database.write(tampered)
    run = await sandbox.open_real(OPERATOR, "moving", binding_id)
    assert run.step.binding is not None
    assert run.step.binding.state == "done"
    assert run.step.problems[0].startswith(
        "Then it came to “Done” by “move” (if age is more than 17). Told again, it came to “Open”"
    )


async def test_a_moment_of_another_conversation_is_not_there(
    database: Database, sandbox: Sandbox, watch: Watch
) -> None:
    binding_id = await moved(database, watch)
    with pytest.raises(NotFound):
        await sandbox.open_real(OPERATOR, "moving", binding_id, 10_000)
    with pytest.raises(UnknownBinding):
        await sandbox.open_real(OPERATOR, "moving", "nobody")


def _conversation(session: Any, binding_id: str) -> str:
    return bindings.get(session, binding_id).conversation_id
