"""The pages, as the person who uses them: NiceGUI's simulated user clicks and reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from nicegui import ui
from nicegui.elements.upload_files import SmallFileUpload
from nicegui.testing import User

import studio.pages
from flows import codec
from runtime.store import audit, flows, publishing, sessions
from runtime.store.session import Database
from runtime.users.actor import SYSTEM, Actor
from studio.cookies import SESSION
from studio.panels.picture import Picture
from tests.studio import stage

ED = Actor("Ed", "editor")
HOSTILE = """\
schema: converse.flow/v1
process_type: hostile
title: "<script>alert(1)</script>"
description: "{{ constructor.constructor('alert(2)')() }}"
states: [{id: open, title: "<img src=x onerror=alert(3)>"}]
initial_state: open
"""
ALL = len(stage.SHIPPED)


def rows(user: User, number: int = 0) -> list[dict[str, object]]:
    tables = sorted(user.find(ui.table).elements, key=lambda table: table.id)
    return list(tables[number].rows)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - nothing tells when a log is written
            await asyncio.sleep(0.02)


async def upload(user: User, text: str, how: str = "choose") -> None:
    [element] = user.find(kind=ui.upload, marker=how).elements
    with user:
        await element.handle_uploads([SmallFileUpload("flow.yaml", "application/yaml", text.encode())])


def test_pages_have_their_heads_from_one_place() -> None:
    made_here = 'role=heading aria-level=1"'
    pages = [
        path for path in Path(studio.pages.__file__).parent.glob("*.py") if made_here in path.read_text()
    ]
    assert pages == [], "`frame.titled` and `frame.heading` make them"


async def test_an_empty_studio_leads_to_the_import(user: User) -> None:
    await user.open("/")
    await user.should_see("No flows yet")
    user.find("Import a flow").click()
    await user.should_see("Import flows")


async def test_the_list_tells_where_each_flow_stands(user: User, database: Database) -> None:
    await database.write(stage.publish_shipped)
    await database.write(lambda session: stage.converse(session, "payment_collection", {"reminded": 2}))
    await user.open("/")
    await user.should_see(f"{ALL} flows · {ALL} published · 0 drafts · 2 open conversations")
    shown = {row["process_type"]: row for row in rows(user)}
    assert shown["payment_collection"]["running_words"] == "2 open conversations"
    assert shown["payment_collection"]["badges"] == [("v1 published", "published")]
    user.find("Search flows").type("invoice")
    assert next(iter(user.find(ui.table).elements)).filter == "invoice"


async def test_the_list_follows_what_happens(user: User, database: Database) -> None:
    await database.write(stage.publish_shipped)
    await user.open("/")
    await user.should_see(f"{ALL} flows · {ALL} published · 0 drafts · 0 open conversations")
    await database.write(lambda session: stage.converse(session, "payment_collection", {"reminded": 1}))
    await user.should_see(f"{ALL} flows · {ALL} published · 0 drafts · 1 open conversation")


async def test_a_seed_file_brings_its_flows(user: User) -> None:
    await user.open("/")
    user.find("Import a flow").click()
    await upload(user, stage.SEED)
    await user.should_see("Appointment reminder")
    await user.should_see("“confirms” has no examples to understand it by: write some.")
    user.find("Import 2 flows").click()
    await user.should_see("Imported 2 flows as drafts.")
    await user.should_see(ui.table)
    assert [row["title"] for row in rows(user)] == ["Appointment reminder", "Survey"]


async def test_a_file_dropped_on_the_page_is_read_at_once(user: User) -> None:
    await user.open("/")
    await upload(user, stage.SEED, "drop")
    await user.should_see("Appointment reminder")
    user.find("Import 2 flows").click()
    await user.should_see("Imported 2 flows as drafts.")
    await user.should_see(ui.table)
    assert [row["badges"] for row in rows(user)] == [[("Draft", "draft")]] * 2


async def test_the_first_map_begins_with_a_blank_page(user: User, database: Database) -> None:
    await user.open("/")
    user.find("Draw the first map").click()
    await user.should_see("A blank page")
    user.find("Create").click()
    await user.should_see("Give the flow a name")
    user.find("Name").type("Lost luggage")
    user.find("Create").click()
    await until(lambda: user.back_history[-1] == "/flows/lost_luggage/edit")
    blank = await database.read(lambda session: flows.draft(session, "lost_luggage"))
    assert blank is not None


async def test_a_flow_begins_as_one_that_is_shipped(user: User, database: Database) -> None:
    await user.open("/")
    user.find("New flow").click()
    await user.should_see("A blank page")
    user.find(marker="begin-payment_collection").click()
    [name] = user.find(kind=ui.input, content="Name").elements
    assert name.value == "Payment collection"
    user.find("Create").click()
    await until(lambda: user.back_history[-1] == "/flows/payment_collection/edit")


async def test_a_flow_is_duplicated(user: User, database: Database) -> None:
    await database.write(stage.publish_shipped)
    await user.open("/")
    await user.should_see(f"{ALL} flows")
    user.find(ui.table).trigger("copy", "payment_collection")
    await user.should_see("Duplicate “Payment collection”")
    user.find(kind=ui.button, content="Duplicate").click()
    await until(lambda: user.back_history[-1] == "/flows/payment_collection_copy/edit")


async def test_a_flow_goes_to_the_archive_and_comes_back(user: User, database: Database) -> None:
    await database.write(stage.publish_shipped)
    await database.write(lambda session: stage.converse(session, "payment_collection", {"reminded": 2}))
    await user.open("/")
    await user.should_see(f"{ALL} flows")
    await user.should_not_see(marker="which")
    user.find(ui.table).trigger("archive", "payment_collection")
    await user.should_see("2 open conversations will go on to the end.")
    user.find(kind=ui.button, content="Archive").click()
    await user.should_see("1 flow · 1 published · 0 drafts · 0 open conversations")
    [which] = user.find(kind=ui.toggle, marker="which").elements
    which.value = True
    assert [row["title"] for row in rows(user)] == ["Payment collection"]
    user.find(ui.table).trigger("archive", "payment_collection")
    user.find("Take it out").click()
    await user.should_see(f"{ALL} flows")


async def test_an_archived_flow_says_so_and_who_did_it(user: User, database: Database) -> None:
    await database.write(stage.publish_shipped)
    await database.write(
        lambda session: publishing.archive(session, "payment_collection", actor=Actor("Pat", "publisher"))
    )
    await user.open("/flows/payment_collection")
    await user.should_see("Archived")
    [publish] = user.find(kind=ui.button, marker="publish").elements
    assert not publish.enabled
    [versions] = user.find(kind=ui.table, marker="versions").elements
    archived, version = versions.rows
    assert (archived["archive"]["by"], version["number"]) == ("Pat", 1)


async def test_only_what_is_shown_can_be_acted_on(user: User, database: Database) -> None:
    await database.write(stage.publish_shipped)
    await user.open("/")
    await user.should_see(f"{ALL} flows")
    for forged in ("nothing", {"process_type": "payment_collection"}, None):
        user.find(ui.table).trigger("archive", forged)
        user.find(ui.table).trigger("copy", forged)
    await user.should_not_see("Archive “")
    await user.should_not_see("Duplicate “")


async def test_a_pasted_text_that_is_no_flow_is_explained(user: User) -> None:
    await user.open("/")
    user.find("Import a flow").click()
    user.find(kind=ui.textarea).elements.pop().value = stage.BROKEN
    user.find("Read").click()
    await user.should_see("This can't be read as a flow: 3 problems. Nothing was imported.")
    await user.should_see("line 8")


async def test_an_edited_export_is_taken_as_a_draft_when_told_to(user: User, database: Database) -> None:
    await database.write(stage.publish_shipped)
    export = await user.http_client.get("/flows/payment_collection/versions/1.yaml")
    await user.open("/")
    user.find("Import").click()
    await upload(user, export.text.replace("tries: 2", "tries: 3").replace("2d", "3d"))
    await user.should_see("its digest no longer fits")
    user.find("Import anyway").click()
    await user.should_see("Unpublished changes")


async def test_publishing_with_a_note(user: User, database: Database) -> None:
    await database.write(lambda session: flows.save_draft(session, codec.load_all(stage.SEED)[1], ED))
    await user.open("/flows/survey")
    await user.should_see("Draft")
    user.find(marker="publish").click()
    [note] = user.find(kind=ui.textarea, content="What changed").elements
    user.find("Publish version 1").click()
    await until(lambda: "Say in a few words what changed" in str(note.error))
    user.find("What changed").type("The first one.")
    user.find("Publish version 1").click()
    await user.should_see("Published version 1.")
    await user.should_see("v1 published")
    [version] = rows(user, 0)
    assert (version["number"], version["note"], version["author"]) == (1, "The first one.", "A publisher")
    assert version["file"] == "/flows/survey/versions/1.yaml"


async def test_a_flow_with_errors_is_not_offered_for_publishing(user: User, database: Database) -> None:
    await database.write(lambda session: flows.save_draft(session, codec.load(stage.WITH_ERRORS), ED))
    await user.open("/flows/refund")
    user.find(marker="publish").click()
    await user.should_see("The draft has 1 error and can't be published.")
    [publish] = user.find("Publish version 1").elements
    assert isinstance(publish, ui.button)
    assert not publish.enabled


async def test_counts_of_a_flow_follow_what_happens(user: User, database: Database) -> None:
    await database.write(stage.publish_shipped)
    await user.open("/flows/payment_collection")
    await user.should_see("0 open, 0 ended")
    [picture] = user.find(Picture).elements
    before = picture.props["address"]
    await database.write(lambda s: stage.converse(s, "payment_collection", {"reminded": 3, "confirmed": 1}))
    await user.should_see("3 open, 1 ended")
    assert picture.props["address"] != before


async def test_who_may_only_look_is_offered_nothing_else(stranger: User, database: Database) -> None:
    await database.write(stage.publish_shipped)
    stranger.http_client.cookies.set(SESSION, await database.write(lambda s: stage.sign_in(s, "viewer")))
    await stranger.open("/")
    await stranger.should_see(f"{ALL} flows")
    await stranger.should_not_see("Import")
    await stranger.open("/flows/payment_collection")
    [publish] = stranger.find(marker="publish").elements
    assert isinstance(publish, ui.button)
    assert not publish.enabled


async def test_a_flow_leads_to_its_map_and_its_sandbox(user: User, database: Database) -> None:
    await database.write(stage.publish_shipped)
    await user.open("/flows/payment_collection")
    for mark, words, leads in (("edit", "Edit", "edit"), ("test", "Test", "try")):
        [way] = user.find(marker=mark).elements
        assert way.props["href"] == f"/flows/payment_collection/{leads}"
        await user.should_see(words)


async def test_an_ended_session_ends_at_the_next_click(
    user: User, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await database.write(lambda session: flows.save_draft(session, codec.load_all(stage.SEED)[1], ED))
    await user.open("/flows/survey")
    user.find(marker="publish").click()
    user.find("What changed").type("Too late.")
    await database.write(lambda session: sessions.end(session, user.http_client.cookies[SESSION]))
    user.find("Publish version 1").click()
    await until(
        lambda: "Your session has ended" in caplog.text
    )  # the simulation can't show a page without script
    assert await database.read(lambda session: flows.versions(session, "survey")) == []
    (noted,) = await database.read(lambda session: audit.page(session, audit.Search(act="session.refused")))
    assert (noted.actor_kind, noted.detail) == ("stranger", {"why": "sign_in"})


async def test_what_a_flow_says_is_never_code(user: User, database: Database) -> None:
    await database.write(lambda session: flows.save_draft(session, codec.load(HOSTILE), SYSTEM))
    await user.open("/")
    await user.should_see("1 flow")
    await user.open("/flows/hostile")
    await user.should_see("<script>alert(1)</script>")
    page = await user.http_client.get("/flows/hostile")
    picture = await user.http_client.get("/flows/hostile/picture.svg")
    for text in (page.text, picture.text):
        assert "<script>alert" not in text
        assert "<img src=x" not in text


async def test_the_appearance_is_remembered(user: User, database: Database) -> None:
    user.http_client.cookies.set("converse_theme", "dark")
    await user.open("/")
    [mode] = user.find(ui.dark_mode).elements
    assert mode.value is True
    [toggle] = user.find(ui.toggle).elements
    toggle.value = "system"
    assert mode.value is None
