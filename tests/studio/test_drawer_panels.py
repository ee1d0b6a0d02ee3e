"""Problems, versions and the flow as text, as the person who edits a flow uses them."""

from __future__ import annotations

from functools import partial
from typing import Any

from nicegui import ui
from nicegui.testing import User

from flows import codec
from flows.model import Flow
from runtime.store import flows, publishing
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.cookies import SESSION
from studio.panels.problems import ProblemList
from studio.services import Services
from tests.studio import stage

ED = Actor("Ed", "publisher")


async def edit(user: User, database: Database, text: str = stage.WITH_ERRORS) -> None:
    flow = codec.load(text)
    await database.write(lambda session: flows.save_draft(session, flow, ED))
    await user.open(f"/flows/{flow.process_type}/edit")
    await user.should_see("Problems (", retries=50)


def open_panel(user: User, name: str) -> None:
    [tabs] = user.find(ui.tabs).elements
    tabs.value = name


def problems(user: User) -> ProblemList:
    [shown] = user.find(kind=ProblemList, marker="problems").elements
    return shown


def row(user: User, code: str) -> dict[str, Any]:
    return next(row for row in problems(user).rows if row.get("code") == code)


async def draft(database: Database) -> Flow:
    flow = await database.read(lambda session: flows.draft(session, "refund"))
    assert flow is not None
    return flow


async def test_problems_are_listed_by_how_grave_they_are(user: User, database: Database) -> None:
    await edit(user, database)
    heads = [row["head"] for row in problems(user).rows if "head" in row]
    assert heads == ["1 error", "3 warnings"]
    misspelt = row(user, "unknown-reference")
    assert "Did you mean “checked”?" in misspelt["message"]
    assert (misspelt["fix"], misspelt["act"]) == ("Use “checked”", "")  # an error is mended, not accepted


async def test_who_has_drawn_nothing_is_not_greeted_by_problems(user: User, services: Services) -> None:
    process_type = await services.beginnings.blank(ED, "Lost luggage")
    await user.open(f"/flows/{process_type}/edit")
    await user.should_see("Nothing is drawn yet.", retries=50)
    await user.should_see("How should the conversation go?")
    rev = (await services.editing.open(ED, process_type)).rev
    await services.editing.do(ED, process_type, {"op": "add_state", "from_state": "start"}, rev)
    await user.should_see("Problems (", retries=50)
    assert row(user, "trap-state")["tone"] == "error"
    await user.should_not_see("Nothing is drawn yet.")


async def test_a_long_group_is_shown_whole_when_asked_for(user: User, database: Database) -> None:
    intents = "".join(f"\n  intent_{number}: {{}}" for number in range(120))
    await edit(user, database, f"{stage.WITH_ERRORS}intents:{intents}\n")
    [more] = [row for row in problems(user).rows if "more" in row]
    assert more["words"] == "Show all 123"
    assert len([row for row in problems(user).rows if row.get("tone") == "warning"]) == 100
    user.find(marker="problems").trigger("more", more["more"])
    assert len([row for row in problems(user).rows if row.get("tone") == "warning"]) == 123


async def test_what_others_change_while_the_dialog_is_open_is_shown_and_not_published(
    user: User, database: Database, services: Services
) -> None:
    with_a_warning = stage.WITH_ERRORS.replace("cheked", "checked") + "intents: {asks: {}}\n"
    await edit(user, database, with_a_warning)
    open_panel(user, "versions")
    await user.should_see(marker="publish-here")
    user.find(marker="publish-here").click()
    await user.should_see("Publish version 1")
    op = {"op": "rename_state", "state": "asked", "title": "Asked for money"}
    rev = (await services.editing.open(ED, "refund")).rev
    await services.editing.do(ED, "refund", op, rev)
    user.find("What changed").type("The first one.")
    user.find("Publish version 1").click()
    await user.should_see("The draft was changed while you were reading. Nothing was published yet.")
    await user.should_see("Ed: Rename")
    assert await database.read(lambda session: flows.versions(session, "refund")) == []
    user.find("Publish version 1").click()
    await user.should_see("Published version 1.")


async def test_a_fix_is_one_edit_that_can_be_undone(user: User, database: Database) -> None:
    await edit(user, database)
    before = await draft(database)
    user.find(marker="problems").trigger("fix", row(user, "unknown-reference")["key"])
    await user.should_see("No problems were found.", retries=50)
    assert (await draft(database)).transitions[0].to_state == "checked"
    user.find(marker="undo").click()
    await user.should_see("Problems (4)", retries=50)
    assert await draft(database) == before


async def test_a_warning_is_accepted_with_a_reason_and_counted_again(user: User, database: Database) -> None:
    await edit(user, database)
    key = row(user, "no-way-to-end")["key"]
    user.find(marker="problems").trigger("accept", key)
    user.find(kind=ui.button, content="Accept").click()
    await user.should_see("Say why it is right so")
    user.find("Why it is right so").type("Refunds are closed by hand.")
    user.find(kind=ui.button, content="Accept").click()
    await user.should_see("Problems (3)", retries=50)
    accepted = row(user, "no-way-to-end")
    assert (accepted["reason"], accepted["act"]) == ("Refunds are closed by hand.", "Count it again")
    user.find(marker="problems").trigger("count", key)
    await user.should_see("Problems (4)", retries=50)
    assert (await draft(database)).accept == ()


async def test_what_a_browser_makes_up_changes_nothing(user: User, database: Database) -> None:
    await edit(user, database)
    before = await draft(database)
    for forged in ("no such problem", None, {"path": ["states"]}):
        for event in ("go", "fix", "accept", "count"):
            user.find(marker="problems").trigger(event, forged)
    assert not any(dialog.value for dialog in user.find(ui.dialog).elements)
    assert await draft(database) == before


async def published_twice(user: User, database: Database) -> None:
    right = stage.WITH_ERRORS.replace("cheked", "checked")
    for flow in map(codec.load, (right, right.replace("refund_paid", "money_left"))):
        await database.write(partial(flows.save_draft, flow=flow, actor=ED))
        await database.write(lambda session: publishing.publish(session, "refund", actor=ED, note="Better."))
    await user.open("/flows/refund/edit")
    open_panel(user, "versions")
    await user.should_see("Version 2 is what new conversations follow.", retries=50)


async def test_an_older_version_is_made_current(user: User, database: Database) -> None:
    await published_twice(user, database)
    user.find(marker="versions").trigger("current", 1)
    await user.should_see("Make version 1 current again?")
    user.find("Make it current").click()
    await user.should_see("Version 1 is what new conversations follow.", retries=50)
    assert await database.read(lambda session: flows.current_version(session, "refund")) == 1
    [table] = user.find(kind=ui.table, marker="versions").elements
    assert [row["back"] and row["back"]["by"] for row in table.rows] == [None, "A publisher"]


async def test_an_older_version_is_restored_as_the_draft(user: User, database: Database) -> None:
    await published_twice(user, database)
    user.find(marker="versions").trigger("restore", 1)
    await user.should_see("The draft says what version 1 says.", retries=50)
    assert (await draft(database)).transitions[1].trigger.model_dump()["value"] == "refund_paid"
    assert await database.read(lambda session: flows.current_version(session, "refund")) == 2


def text(user: User) -> ui.codemirror:
    [editor] = user.find(ui.codemirror).elements
    return editor


async def as_text(user: User, database: Database) -> None:
    await edit(user, database)
    open_panel(user, "yaml")
    await user.should_see("This is the drawing, as text.", retries=50)


async def test_a_changed_text_is_applied_as_one_edit(user: User, database: Database) -> None:
    await as_text(user, database)
    assert text(user).value == codec.dump(await draft(database))
    text(user).value = text(user).value.replace("title: Refund", "title: Money back")
    await user.should_see("Not applied yet.")
    user.find(marker="apply-yaml").click()
    await user.should_see("The drawing says what the text says.", retries=50)
    assert (await draft(database)).title == "Money back"
    user.find(marker="undo").click()
    await user.should_see("title: Refund", retries=50)


async def test_a_text_with_errors_tells_them_at_their_lines(user: User, database: Database) -> None:
    await as_text(user, database)
    before = await draft(database)
    text(user).value = text(user).value.replace("transitions:", "transitons:")
    await user.should_see("did you mean “transitions”?", retries=50)
    [line] = [one["line"] for one in text(user).decorations if one["class"] == "yaml-error"]
    assert text(user).value.splitlines()[line - 1] == "transitons:"
    user.find(marker="apply-yaml").click()
    assert await draft(database) == before
    user.find("Discard").click()
    assert text(user).value == codec.dump(before)


async def test_a_text_that_is_another_flow_is_refused(user: User, database: Database) -> None:
    await as_text(user, database)
    before = await draft(database)
    text(user).value = text(user).value.replace("process_type: refund", "process_type: payout")
    user.find(marker="apply-yaml").click()
    await user.should_see("Not applied yet.")
    assert await draft(database) == before


async def test_what_is_not_applied_outlives_an_edit_of_somebody_else(user: User, database: Database) -> None:
    await as_text(user, database)
    mine = text(user).value.replace("title: Refund", "title: Mine")
    text(user).value = mine
    theirs = codec.load(stage.WITH_ERRORS.replace("title: Refund", "title: Theirs"))
    await database.write(lambda session: flows.save_draft(session, theirs, Actor("Somebody", "editor")))
    await user.should_see("The drawing changed since you began here", retries=60)
    assert text(user).value == mine


async def test_who_may_only_look_sees_it_all_and_changes_nothing(stranger: User, database: Database) -> None:
    cookie = await database.write(lambda session: stage.sign_in(session, "viewer"))
    stranger.http_client.cookies.set(SESSION, cookie)
    await edit(stranger, database)
    assert {row.get("act", "") for row in problems(stranger).rows} == {""}
    assert {row.get("fix", "") for row in problems(stranger).rows} == {""}
    open_panel(stranger, "yaml")
    await stranger.should_see("This is the drawing, as text.", retries=50)
    assert not text(stranger).enabled
    await stranger.should_not_see(marker="apply-yaml")
