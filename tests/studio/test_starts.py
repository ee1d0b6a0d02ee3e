"""Flows that start others: published by whom the others are open to, and no way to learn which others there are."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from flows.actions.action import Action
from flows.model import Flow
from runtime.errors import RoleTooLow
from runtime.store import audit, publishing
from runtime.store.session import Database
from runtime.users.actor import SYSTEM, Actor
from runtime.users.starts import require_starts
from studio.services import Services
from tests.flows.build import after, flow, on

SECRET, NOBODYS = "whisper", "nothing_of_that_name"
WHISPER = flow(on("event over", "open", "done"), on(after("9d"), "open", "done"), process_type=SECRET)
PUBLISHER = Actor("Pia", None, {"caller": "publisher"}, id="pia")


def starting(*process_types: str, where: str = "transition") -> Flow:
    """Starts these, from each place where a flow has actions."""
    starts: Any = [{"type": "start_process", "process_type": name} for name in process_types]
    return flow(
        on("event go", "open", "done", *(starts if where == "transition" else ())),
        on(after("9d"), "open", "done"),
        process_type="caller",
        states=[{"id": "open", "enter": starts if where == "state" else []}, "done"],
        **({"unmatched": {"tries": 2, "then": starts}} if where == "unmatched" else {}),
    )


@pytest.fixture
async def published(database: Database) -> None:
    await database.write(
        lambda session: publishing.publish_missing(
            session, [WHISPER, starting()], actor=SYSTEM, note="First."
        )
    )


async def refused(services: Services, actor: Actor, made: Flow) -> str:
    """How publishing is refused; nothing is published."""
    await services.imports.keep(SYSTEM, [made])
    with pytest.raises(RoleTooLow) as error:
        await services.flows.publish(actor, "caller", "It starts another.")
    assert (await services.flows.view(SYSTEM, "caller")).current == 1
    return str(error.value)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("where", ["transition", "state", "unmatched"])
async def test_a_refusal_does_not_say_whether_there_is_such_a_flow(services: Services, where: str) -> None:
    hidden = await refused(services, PUBLISHER, starting(SECRET, where=where))
    missing = await refused(services, PUBLISHER, starting(NOBODYS, where=where))
    assert hidden.replace(SECRET, NOBODYS) == missing
    assert "or there is no such flow" in missing
    both = await refused(services, PUBLISHER, starting("caller", SECRET, NOBODYS, SECRET, where=where))
    assert f"“{SECRET}” and “{NOBODYS}”, for which you need the role “operator”" in both


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("role", "grants", "may"),
    [
        (None, {}, False), (None, {SECRET: "viewer"}, False), ("viewer", {}, False),
        (None, {SECRET: "operator"}, True), ("operator", {}, True), ("publisher", {}, True),
    ],
)  # fmt: skip
async def test_whoever_may_operate_the_other_may_have_it_started(
    services: Services, role: Any, grants: Any, may: bool
) -> None:
    actor = Actor("Pia", role, {"caller": "publisher", **grants}, id="pia")
    if not may:
        await refused(services, actor, starting(SECRET))
        return
    await services.imports.keep(SYSTEM, [starting(SECRET)])
    assert (await services.flows.publish(actor, "caller", "It starts another.")).version == 2


@pytest.mark.usefixtures("published")
async def test_a_version_that_starts_others_comes_back_by_nobody_else_either(services: Services) -> None:
    """By making it current again, or out of the archive. Whatever starts nothing is theirs to bring back."""
    await services.imports.keep(SYSTEM, [starting(SECRET)])
    await services.flows.publish(SYSTEM, "caller", "It starts another.")
    await services.flows.make_current(PUBLISHER, "caller", 1)
    with pytest.raises(RoleTooLow, match=SECRET):
        await services.flows.make_current(PUBLISHER, "caller", 2)
    await services.flows.archive(PUBLISHER, "caller")
    await services.flows.unarchive(PUBLISHER, "caller")
    await services.flows.make_current(SYSTEM, "caller", 2)
    await services.flows.archive(PUBLISHER, "caller")
    with pytest.raises(RoleTooLow, match=SECRET):
        await services.flows.unarchive(PUBLISHER, "caller")
    assert (await services.flows.view(SYSTEM, "caller")).archived


@pytest.mark.usefixtures("published")
async def test_what_was_refused_leaves_no_version_behind(services: Services, database: Database) -> None:
    await refused(services, PUBLISHER, starting(SECRET))
    assert [row.number for row in (await services.flows.history(SYSTEM, "caller")).versions] == [1]
    lines = await database.read(lambda session: audit.page(session, audit.Search(act="flow.published")))
    assert {line.actor for line in lines} == {"system"}


class Twice(Action):
    """As a plugin might bring it, which says nothing of what it holds."""

    type: Literal["twice"]
    actions: tuple[Action, ...]


def test_a_plugin_s_action_hides_no_start() -> None:
    began = starting(SECRET)
    go, over = began.transitions
    twice = Twice(type="twice", actions=go.actions)
    hiding = began.model_copy(update={"transitions": (go.model_copy(update={"actions": (twice,)}), over)})
    with pytest.raises(RoleTooLow, match=SECRET):
        require_starts(PUBLISHER, hiding)
    require_starts(SYSTEM, hiding)
