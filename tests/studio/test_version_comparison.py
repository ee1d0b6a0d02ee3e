"""Versions compared in the studio: sentences, and the map with what changed."""

from __future__ import annotations

from functools import partial

from nicegui import ui
from nicegui.testing import User

from flows import codec
from runtime.store import flows, publishing
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.canvas.state_canvas import StateCanvas
from studio.cookies import SESSION
from studio.panels.version_comparison import painted
from studio.services import Services
from tests.studio import stage

ED = Actor("Ed", "publisher")
FIRST = stage.WITH_ERRORS.replace("cheked", "checked")
SECOND = FIRST.replace("refund_paid", "money_left")
THIRD = SECOND.replace("checked, refunded]", "checked, waiting, refunded]").replace(
    "- {id: check,",
    "- {id: wait, from_states: [checked], to_state: waiting, trigger: {type: always}}\n  - {id: check,",
)


async def filled(database: Database) -> None:
    """Two versions, and a draft that is another one again."""
    for text in (FIRST, SECOND):
        await database.write(partial(flows.save_draft, flow=codec.load(text), actor=ED))
        await database.write(lambda session: publishing.publish(session, "refund", actor=ED, note="Better."))
    await database.write(partial(flows.save_draft, flow=codec.load(THIRD), actor=ED))


async def compare(user: User, version: int) -> None:
    await user.open("/flows/refund/edit")
    [tabs] = user.find(ui.tabs).elements
    tabs.value = "versions"
    await user.should_see("Version 2 is what new conversations follow.")
    user.find(marker="versions").trigger("compare", version)
    await user.should_see("Versions compared")
    await user.should_see(marker="difference")


def sentences(user: User) -> list[str]:
    rows = user.find(marker="difference").elements
    return sorted(label.text for row in rows for label in row.descendants() if isinstance(label, ui.label))


async def test_a_version_is_compared_with_the_draft(user: User, database: Database) -> None:
    await filled(database)
    await compare(user, 2)
    assert sentences(user) == ["“Checked” now goes to “Waiting” at once.", "“Waiting” is new."]
    assert len(user.find(StateCanvas).elements) == 2  # the editor's, and the one that shows what changed


async def test_any_two_versions_can_be_chosen_either_way_round(user: User, database: Database) -> None:
    await filled(database)
    await compare(user, 1)
    [newer] = user.find(marker="newer-version").elements
    assert isinstance(newer, ui.select)
    assert newer.options == {0: "The draft", 2: "Version 2", 1: "Version 1"}
    newer.value = 2
    await user.should_not_see("“Waiting” is new.", retries=100)
    assert sentences(user) == [
        "“Checked” now goes to “Refunded” on the event “money left” instead of “refund paid”."
    ]
    user.find(marker="swap-versions").click()
    await user.should_see("instead of “money left”")
    newer.value = 2
    await user.should_see("There is no difference.")


async def test_who_may_only_look_may_compare_too(stranger: User, database: Database) -> None:
    await filled(database)
    cookie = await database.write(lambda session: stage.sign_in(session, "viewer"))
    stranger.http_client.cookies.set(SESSION, cookie)
    await compare(stranger, 2)
    await stranger.should_see("“Waiting” is new.")


async def test_a_version_that_there_isnt_is_not_compared(user: User, database: Database) -> None:
    await filled(database)
    await compare(user, 2)
    before = sentences(user)
    for forged in (7, "1", None, {"number": 1}):
        user.find(marker="versions").trigger("compare", forged)
    assert sentences(user) == before


async def test_the_map_wears_what_changed(services: Services, database: Database) -> None:
    await filled(database)
    overlay = painted(await services.comparisons.of(ED, "refund", 1, None))
    assert (overlay.added.states, overlay.added.transitions) == (("waiting",), ("wait",))
    assert overlay.changed.transitions == ("pay",)
    back = painted(await services.comparisons.of(ED, "refund", None, 1))
    assert (back.removed.states, back.removed.transitions) == (("waiting",), ("wait",))
