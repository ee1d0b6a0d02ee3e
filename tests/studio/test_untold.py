"""What the customer wrote and no process was told of: whose affair it is where some processes are hidden."""

from __future__ import annotations

from typing import Any, cast

import pytest

from flows.model import Flow
from runtime.store import publishing
from runtime.store.session import Database
from runtime.users.actor import SYSTEM, Actor
from studio.services import Services
from studio.services.conversations import Wanted
from studio.services.sandbox.masking import NOT_FOR_YOU
from tests.flows.build import after, flow, on
from tests.runtime.twice import Words
from tests.studio.conversing import Talk, meet

MOVER = Actor("Mo", None, {"moving": "operator"}, id="mo")
EVERYTHING = Actor("Olga", "operator", id="olga")


def listening(process_type: str, word: str) -> Flow:
    """Listens for one word, is handed over and ends when told to, and can be begun by another word."""
    return flow(
        on(f"intent {word}", "open", None, id="hears"),
        on("event hand", "open", None, {"type": "escalate", "note": "Please help."}, id="hands"),
        on("event end", "open", "done", id="ends"),
        on(after("9d"), "open", "done", id="over"),
        process_type=process_type,
        intents={word: {"examples": [f"I {word}"]}, f"start_{word}": {"examples": ["Let us begin"]}},
        starts=[{"type": "intent", "value": f"start_{word}"}],
    )


MOVING, WHISPER = listening("moving", "move"), listening("whisper", "hush")


@pytest.fixture
def services(services: Services) -> Services:
    services.trying._load = cast("Any", Words)
    return services


@pytest.fixture
async def talk(database: Database) -> Talk:
    """Somebody whose moving has begun; whispering could."""
    met = await meet(database, made=MOVING)
    await database.write(
        lambda session: publishing.publish_missing(session, [WHISPER], actor=SYSTEM, note="First.")
    )
    return met


async def texts(services: Services, actor: Actor, binding_id: str) -> list[str]:
    """What the customer wrote, as the conversation's page has it; the sandbox shows nothing that it doesn't."""
    view = await services.conversations.view(actor, "moving", binding_id)
    shown = [row.text for row in view.messages if row.sender == "customer"]
    run = await services.sandbox.open_real(actor, "moving", binding_id)
    assert {row.text for row in run.messages if row.sender == "customer"} <= set(shown)
    return shown


async def last(services: Services, actor: Actor) -> str:
    [row] = (await services.conversations.page(actor, Wanted("moving"))).rows
    return row.last


@pytest.mark.parametrize("shared", [False, True])
async def test_what_nobody_was_told_of_yet_waits_for_whoever_sees_not_every_flow(
    services: Services, talk: Talk, shared: bool
) -> None:
    """It could be for the other process, or begin it."""
    moving = await talk.start()
    if shared:
        await talk.start("whisper")
    await talk.write("move the red fox")
    before = await services.conversations.seen(MOVER, "moving", moving)
    assert (
        await texts(services, EVERYTHING, moving)
        == [await last(services, EVERYTHING)]
        == ["move the red fox"]
    )
    assert (await texts(services, MOVER, moving), await last(services, MOVER)) == ([], NOT_FOR_YOU)
    await talk.drain()
    assert await texts(services, MOVER, moving) == ["move the red fox"]
    assert await services.conversations.seen(MOVER, "moving", moving) != before, "open pages look again"


async def test_what_begins_a_hidden_process_was_never_there(services: Services, talk: Talk) -> None:
    moving = await talk.start()
    await talk.write("start_hush the red fox")
    assert await texts(services, MOVER, moving) == []
    await talk.drain()
    assert await texts(services, MOVER, moving) == []
    assert await texts(services, EVERYTHING, moving) == ["start_hush the red fox"]


async def test_what_came_when_all_was_over_is_not_for_whoever_sees_only_some_of_it(
    services: Services, talk: Talk
) -> None:
    moving = await talk.start()
    await talk.happen("end", moving)
    await talk.say("thanks")
    assert await texts(services, MOVER, moving) == ["thanks"], "there was nothing else that it could be about"
    whisper = await talk.start("whisper")
    await talk.happen("end", whisper)
    await talk.say("and by the way")
    assert await texts(services, MOVER, moving) == []
    assert await texts(services, EVERYTHING, moving) == ["thanks", "and by the way"]


@pytest.mark.parametrize(("hands", "theirs"), [("moving", True), ("whisper", False)])
async def test_what_comes_while_an_operator_has_it_is_for_those_of_the_process_that_handed_it_over(
    services: Services, talk: Talk, hands: str, theirs: bool
) -> None:
    """No process is told of it then; it is what the operator is there for."""
    both = {"moving": await talk.start(), "whisper": await talk.start("whisper")}
    await talk.happen("hand", both[hands])
    await talk.write("the red fox")
    before = await services.conversations.seen(MOVER, "moving", both["moving"])
    await talk.drain()
    assert await services.conversations.seen(MOVER, "moving", both["moving"]) != before, (
        "open pages look again"
    )
    assert await texts(services, MOVER, both["moving"]) == (["the red fox"] if theirs else [])
    assert await texts(services, EVERYTHING, both["moving"]) == ["the red fox"]


async def test_what_comes_once_another_process_has_handed_it_over_is_no_longer_theirs(
    services: Services, talk: Talk
) -> None:
    """Though no worker ran for a while, and all of it is turned at once."""
    moving, whisper = await talk.start(), await talk.start("whisper")
    await talk.happen("hand", moving)
    await talk.write("one")
    await talk.report("action", "operator_released", moving)
    await talk.report("event", "hand", whisper)
    await talk.write("two")
    await talk.drain()
    assert await texts(services, EVERYTHING, moving) == ["one", "two"]
    assert await texts(services, MOVER, moving) == ["one"]
