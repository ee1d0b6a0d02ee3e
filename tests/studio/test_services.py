"""What people do in the studio, without its pages."""

from __future__ import annotations

import pytest

from flows import codec
from flows.findings import check
from flows.library import shipped
from runtime.errors import (
    DraftMoved,
    PublishRefused,
    SignInNeeded,
    UnknownProcess,
    UnknownVersion,
)
from runtime.store import joining
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.errors import NoteMissing, NothingToRead
from studio.services import Services
from tests.studio import stage

VIEWER, EDITOR, PUBLISHER = Actor("Vi", "viewer"), Actor("Ed", "editor"), Actor("Pat", "publisher")
SURVEY = "schema: converse.flow/v1\nprocess_type: survey\nstates: [asked]\ninitial_state: asked\n"


async def imported(services: Services, text: str) -> None:
    reading = await services.imports.read(EDITOR, text)
    await services.imports.keep(EDITOR, [one.flow for one in reading.flows])


async def test_a_flow_from_import_to_export(services: Services) -> None:
    await imported(services, stage.SEED)
    draft = await services.flows.view(VIEWER, "survey")
    assert (draft.current, draft.unpublished, draft.next_version) == (None, True, 1)

    await services.flows.publish(PUBLISHER, "survey", "  The first one. ")
    view = await services.flows.view(VIEWER, "survey")
    assert (view.current, view.unpublished, view.next_version) == (1, False, 2)
    [row] = view.history.versions
    assert (row.number, row.author, row.note, row.current) == (1, "Pat", "The first one.", True)
    assert row.back is None, "who published it made it current, too"

    export = await services.flows.file(VIEWER, "survey", 1)
    assert export.name == "survey-v1.yaml"
    assert codec.load(export.text).digest == row.digest


async def test_publishing_wants_a_note_and_a_flow_without_errors(services: Services) -> None:
    await imported(services, stage.WITH_ERRORS)
    with pytest.raises(NoteMissing):
        await services.flows.publish(PUBLISHER, "refund", "  ")
    with pytest.raises(PublishRefused) as refused:
        await services.flows.publish(PUBLISHER, "refund", "Try.")
    assert "unknown-reference" in [finding.code for finding in refused.value.findings]
    assert (await services.flows.view(VIEWER, "refund")).history.versions == ()


async def test_publishing_goes_through_the_flow_and_editing_only_looks_at_it(services: Services) -> None:
    nagging = (
        "schema: converse.flow/v1\nprocess_type: nag\nstates: [open, done]\ninitial_state: open\n"
        "terminal_states: [done]\ntransitions:\n"
        "  - {id: nag, from_states: [open], to_state: open, trigger: {type: timeout, after: 1d},\n"
        "     actions: [{type: send_message, text: Still there?, channel: chat}]}\n"
        "  - {id: end, from_states: [open], to_state: done, trigger: {type: event, value: paid}}\n"
    )
    await imported(services, nagging)
    assert (await services.flows.view(VIEWER, "nag")).findings == ()
    with pytest.raises(PublishRefused) as refused:
        await services.flows.publish(PUBLISHER, "nag", "Try.")
    assert [(one.code, one.at.id) for one in refused.value.findings] == [("unbounded-sends", "open")]


async def test_a_draft_that_changed_meanwhile_is_not_published(services: Services) -> None:
    await imported(services, stage.SEED)
    seen = await services.flows.view(PUBLISHER, "survey")
    await services.editing.do(
        EDITOR, "survey", {"op": "rename_state", "state": "asked", "title": "Sent"}, seen.draft_rev
    )
    with pytest.raises(DraftMoved):
        await services.flows.publish(PUBLISHER, "survey", "As I read it.", seen.draft_rev)
    assert (await services.flows.view(VIEWER, "survey")).history.versions == ()
    [said] = await services.flows.edits_since(PUBLISHER, "survey", seen.draft_rev)
    assert said.startswith(f"{EDITOR.name}: ")
    await imported(services, stage.SEED)
    assert "The whole draft was replaced." in await services.flows.edits_since(
        PUBLISHER, "survey", seen.draft_rev
    )


async def test_it_is_written_down_who_archived_a_flow(services: Services) -> None:
    await imported(services, stage.SEED)
    await services.flows.archive(PUBLISHER, "survey")
    await services.flows.archive(Actor("Another", "admin"), "survey")
    view = await services.flows.view(VIEWER, "survey")
    assert view.archived
    assert view.history.archive is not None
    assert view.history.archive.by == "Pat"
    await services.flows.unarchive(PUBLISHER, "survey")
    view = await services.flows.view(VIEWER, "survey")
    assert (view.archived, view.history.archive) == (False, None)


async def test_an_older_version_is_made_current_again(services: Services) -> None:
    for text in (stage.SEED, stage.SEED.replace("1440", "720")):
        await imported(services, text)
        await services.flows.publish(PUBLISHER, "appointment", "Patience.")
    await services.flows.make_current(PUBLISHER, "appointment", 1)
    view = await services.flows.view(VIEWER, "appointment")
    assert [(row.number, row.current, row.back and row.back.by) for row in view.history.versions] == [
        (2, False, None), (1, True, "Pat"),
    ]  # fmt: skip
    assert (view.current, view.unpublished, view.next_version) == (1, True, 3)  # the draft is as it was
    assert await services.flows.history(VIEWER, "appointment") == view.history
    with pytest.raises(UnknownVersion):
        await services.flows.make_current(PUBLISHER, "appointment", 4)


async def test_a_version_as_the_draft_has_neither_number_nor_digest(services: Services) -> None:
    await imported(services, stage.SEED)
    await services.flows.publish(PUBLISHER, "appointment", "The first one.")
    draft = await services.flows.file(VIEWER, "appointment", None)
    assert await services.flows.as_draft(EDITOR, "appointment", 1) == draft.text


async def test_counts_are_those_of_now(services: Services, database: Database) -> None:
    await database.write(stage.publish_shipped)
    before = await services.flows.view(VIEWER, "payment_collection")
    assert before == await services.flows.view(VIEWER, "payment_collection")
    await database.write(
        lambda s: stage.converse(s, "payment_collection", {"reminded": 2, "confirmed": 1, "lost": 1})
    )
    after = await services.flows.view(VIEWER, "payment_collection")
    here = {row.id: row.here for row in after.states}
    assert (here["reminded"], here["confirmed"], here["pending"]) == (2, 1, 0)
    assert (after.states[-1].id, after.states[-1].kind) == ("lost", "gone")
    assert after.seen != before.seen
    [card] = [one for one in await services.flows.cards(VIEWER) if one.process_type == "payment_collection"]
    assert card.running == 3  # who ended isn't in an open conversation


async def test_the_draft_is_shown_while_it_differs(services: Services, database: Database) -> None:
    await database.write(stage.publish_shipped)
    text = shipped()["payment_collection"].replace("title: Payment collection", "title: Unpaid invoices")
    await imported(services, text)
    view = await services.flows.view(VIEWER, "payment_collection")
    assert (view.title, view.current, view.unpublished) == ("Unpaid invoices", 1, True)
    assert "Unpaid invoices" in await services.flows.picture(
        VIEWER, "payment_collection", "dark", counted=False
    )
    assert "title: Unpaid invoices" in (await services.flows.file(VIEWER, "payment_collection", None)).text
    assert "title: Payment collection" in (await services.flows.file(VIEWER, "payment_collection", 1)).text


async def test_a_reading_tells_everything_and_stores_nothing(services: Services) -> None:
    reading = await services.imports.read(EDITOR, stage.SEED)
    assert [(one.flow.process_type, one.replaces) for one in reading.flows] == [
        ("appointment", "nothing"),
        ("survey", "nothing"),
    ]
    lines = stage.SEED.splitlines()
    [finding] = [one for one in reading.flows[0].findings if one.code == "intent-without-examples"]
    assert finding.line is not None
    assert finding.line <= len(lines)
    assert await services.flows.cards(VIEWER) == ()


async def test_a_text_that_is_no_flow_is_explained_by_line(services: Services) -> None:
    reading = await services.imports.read(EDITOR, stage.BROKEN)
    assert reading.flows == ()
    assert {problem.line for problem in reading.problems} == {7, 8}
    assert "did you mean “trigger”?" in " ".join(map(str, reading.problems))
    with pytest.raises(NothingToRead):
        await services.imports.read(EDITOR, " \n")


async def test_an_edited_export_comes_in_as_a_draft_if_one_says_so(
    services: Services, database: Database
) -> None:
    await database.write(stage.publish_shipped)
    export = await services.flows.file(VIEWER, "payment_collection", 1)
    same = await services.imports.read(EDITOR, export.text)
    assert (same.edited, same.flows[0].replaces) == (False, "published")
    edited = await services.imports.read(
        EDITOR, export.text.replace("tries: 2", "tries: 3").replace("2d", "3d")
    )
    assert edited.edited
    assert (edited.flows[0].flow.version, edited.flows[0].flow.digest) == (None, None)


async def test_a_draft_with_unpublished_changes_is_replaced_with_a_warning(services: Services) -> None:
    await imported(services, stage.SEED)
    reading = await services.imports.read(EDITOR, stage.SEED)
    assert {one.replaces for one in reading.flows} == {"unpublished"}


async def test_findings_that_the_author_accepts_are_told_apart(services: Services) -> None:
    flow = codec.load(stage.WITH_ERRORS)
    finding = next(one for one in check(flow) if one.code == "unreachable-state")
    accept = f"accept: [{{finding: {finding.code}, at: {finding.at.id}, reason: It is meant.}}]\n"
    await imported(services, stage.WITH_ERRORS + accept)
    view = await services.flows.view(VIEWER, "refund")
    assert finding.at in [one.at for one in view.waived]
    assert finding.at not in [one.at for one in view.findings if one.code == finding.code]


async def test_an_unknown_flow(services: Services) -> None:
    with pytest.raises(UnknownProcess):
        await services.flows.view(VIEWER, "nothing")


async def test_a_session_ends_for_whoever_holds_its_cookie(services: Services, database: Database) -> None:
    cookie = await services.sessions.begin(await database.write(joining.signin_link), None)
    assert (await services.sessions.actor(cookie)).role == "admin"
    await services.sessions.end(cookie)
    with pytest.raises(SignInNeeded):
        await services.sessions.actor(cookie)
