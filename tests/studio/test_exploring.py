"""What only going through a flow shows: in the list of problems, and before publishing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from nicegui import ui
from nicegui.testing import User

from flows import codec
from runtime.store import flows
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.services import Services
from tests.studio import stage
from tests.studio.test_drawer_panels import draft, edit, problems, row

ED = Actor("Ed", "publisher")
WAITING = stage.WITH_ERRORS.replace("cheked", "checked")
"""Right as far as can be seen at once; “Asked” and “Checked” wait for others, without a timer."""
EDIT = {"op": "rename_state", "state": "asked", "title": "Asked for money"}


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - nothing tells when a page has followed
            await asyncio.sleep(0.02)


def codes(user: User, tone: str = "warning") -> list[object]:
    return [one["code"] for one in problems(user).rows if one.get("tone") == tone]


async def gone_through(user: User, database: Database) -> None:
    await edit(user, database, f"{WAITING}intents: {{asks: {{}}}}\n")
    assert "waits-for-ever" not in codes(user)
    user.find(marker="go-through").click()
    await until(lambda: codes(user).count("waits-for-ever") == 2)


async def test_a_draft_is_gone_through_once_for_all_who_ask(services: Services, database: Database) -> None:
    flow = codec.load(WAITING)
    await database.write(lambda session: flows.save_draft(session, flow, ED))
    one, other = await asyncio.gather(*(services.exploring.whole(ED, "refund") for _ in range(2)))
    assert [(found.code, found.at.id) for found in one.findings] == [
        ("waits-for-ever", "asked"), ("waits-for-ever", "checked"),
    ]  # fmt: skip
    assert one.findings[0] is other.findings[0]

    taken = {"finding": "waits-for-ever", "at": "asked", "reason": "Somebody calls them."}
    await services.editing.do(ED, "refund", {"op": "set_flow", "values": {"accept": [taken]}}, one.rev)
    now = await services.exploring.whole(ED, "refund")
    assert now.waived == one.findings[:1]
    assert now.waived[0] is one.findings[0], "accepting is no reason to go through it again"
    assert one.holds_for(now.flow)

    await services.editing.do(ED, "refund", EDIT, now.rev)
    later = await services.exploring.whole(ED, "refund")
    assert not one.holds_for(later.flow)
    assert "Asked for money" in later.waived[0].message


async def test_the_whole_flow_is_gone_through_when_asked_for(user: User, database: Database) -> None:
    await gone_through(user, database)
    await user.should_see("The whole flow was gone through")
    key = row(user, "waits-for-ever")["key"]
    user.find(marker="problems").trigger("accept", key)
    user.find("Why it is right so").type("Somebody calls them.")
    user.find(kind=ui.button, content="Accept").click()
    await until(lambda: codes(user, "ok") == ["waits-for-ever"])
    assert (await draft(database)).accept[0].finding == "waits-for-ever"


async def test_what_was_found_before_an_edit_is_told_apart(
    user: User, database: Database, services: Services
) -> None:
    await gone_through(user, database)
    await services.editing.do(ED, "refund", EDIT, 1)
    await until(lambda: codes(user, "earlier").count("waits-for-ever") == 2)
    assert "waits-for-ever" not in codes(user)
    assert {(one["fix"], one["act"]) for one in problems(user).rows if one.get("tone") == "earlier"} == {
        ("", "")
    }
    await services.editing.undo(ED, "refund")
    await until(lambda: codes(user).count("waits-for-ever") == 2)
    assert codes(user, "earlier") == []


async def test_a_finding_is_played_in_the_sandbox(user: User, database: Database, services: Services) -> None:
    await gone_through(user, database)
    found = next(one for one in problems(user).rows if one.get("play"))
    user.find(marker="problems").trigger("play", found["key"])
    await until(lambda: user.back_history[-1] == "/flows/refund/try")


async def test_the_flow_is_gone_through_before_it_is_published(user: User, database: Database) -> None:
    await edit(user, database, f"{WAITING}intents: {{asks: {{}}}}\n")
    user.find(marker="publish").click()
    await user.should_see("Publish version 1")
    await user.should_see("“Asked” may last for ever", retries=100)
    await user.should_see("Gone through the whole flow: 2 warnings in what it may come to.")
    user.find("What changed").type("The first one.")
    user.find("Publish version 1").click()
    await user.should_see("Published version 1.", retries=100)
