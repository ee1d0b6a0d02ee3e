"""Drafts edited by several people at once, kept by a real database."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from flows import codec
from runtime.errors import UnknownProcess
from runtime.store import drafts, flows
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.editor.ops import MAX_BYTES
from studio.errors import EditRefused
from studio.services.editing import Done, Editing
from tests.studio import stage
from tests.studio.editor.maps import SMALL

ANA, BEN = Actor("Ana", "editor", id="ana"), Actor("Ben", "editor", id="ben")
PARCEL = SMALL.process_type


@pytest.fixture
async def editing(database: Database) -> Editing:
    await database.write(lambda session: flows.save_draft(session, SMALL, Actor("import", "editor")))
    return Editing(database)


class Page:
    """Somebody's page: it draws on the revision it last heard of."""

    def __init__(self, editing: Editing, actor: Actor) -> None:
        self._editing, self._actor = editing, actor
        self.rev = 1
        self.heard: list[Done] = []
        self.close = editing.watch(actor, PARCEL, self.told)

    def told(self, done: Done) -> None:
        self.rev = done.rev
        self.heard.append(done)

    async def does(self, **op: Any) -> Done:
        done = await self._editing.do(self._actor, PARCEL, op, self.rev, self.told)
        self.rev = done.rev
        return done

    async def renames(self, state: str, title: str) -> Done:
        return await self.does(op="rename_state", state=state, title=title)


async def titles(editing: Editing) -> dict[str, str]:
    return {state.id: state.name for state in (await editing.open(ANA, PARCEL)).flow.states}


async def test_every_gesture_is_stored_before_it_returns(editing: Editing, database: Database) -> None:
    done = await editing.do(ANA, PARCEL, {"op": "rename_state", "state": "late", "title": "Too late"}, 1)
    assert (done.rev, done.label, done.by) == (2, "Rename “Late”", "Ana")
    draft = await database.read(lambda session: drafts.open_draft(session, PARCEL))
    assert (draft.flow, draft.rev) == (done.flow, 2)
    [edit] = await database.read(lambda session: drafts.edits(session, PARCEL))
    assert (edit.rev, edit.user, edit.op["op"]) == (2, "Ana", "rename_state")


async def test_undo_and_redo_survive_a_restart(editing: Editing, database: Database) -> None:
    ana = Page(editing, ANA)
    await ana.renames("late", "One")
    await ana.does(op="delete", states=["asked"])
    await ana.does(op="lay_out")
    for label in ("Undo: Lay out", "Undo: Delete “Asked” and 3 transitions", "Undo: Rename “Late”"):
        done = await Editing(database).undo(ANA, PARCEL)
        assert done is not None
        assert done.label == label
    assert codec.dump((await Editing(database).open(ANA, PARCEL)).flow) == codec.dump(SMALL)
    assert await Editing(database).undo(ANA, PARCEL) is None
    again = Editing(database)
    assert await again.can_redo(ANA, PARCEL) == "Rename “Late”"
    await again.redo(ANA, PARCEL)
    assert (await again.can_undo(ANA, PARCEL), await again.can_redo(ANA, PARCEL)) == (
        "Rename “Late”", "Delete “Asked” and 3 transitions",
    )  # fmt: skip
    assert (await titles(again))["late"] == "One"


async def test_what_one_person_did_is_not_undone_by_another_of_the_same_name(
    editing: Editing, database: Database
) -> None:
    await editing.do(ANA, PARCEL, {"op": "rename_state", "state": "late", "title": "Hers"}, 1)
    for another in (ANA._replace(id="another"), ANA._replace(id="key", kind="key"), ANA._replace(id="")):
        for asked in (editing, Editing(database)):
            assert await asked.can_undo(another, PARCEL) is None
            assert await asked.undo(another, PARCEL) is None
    with pytest.raises(EditRefused, match="Ana was faster"):
        await editing.do(ANA._replace(id="another"), PARCEL, {"op": "delete", "states": ["late"]}, 1)
    renamed = ANA._replace(name="Anna")
    for asked in (editing, Editing(database)):
        assert await asked.can_undo(renamed, PARCEL) == "Rename “Late”"
    done = await editing.undo(renamed, PARCEL)
    assert done is not None
    assert done.by == "Anna"
    [first, second] = await database.read(lambda session: drafts.edits(session, PARCEL))
    assert [(one.user_id, one.user) for one in (first, second)] == [("ana", "Ana"), ("ana", "Anna")]


async def test_others_see_it_at_once(editing: Editing) -> None:
    ana, ben = Page(editing, ANA), Page(editing, BEN)
    done = await ana.renames("late", "Too late")
    await asyncio.sleep(0)
    assert (ana.heard, ben.heard) == ([], [done])
    ben.close()
    await ana.renames("late", "Far too late")
    await asyncio.sleep(0)
    assert len(ben.heard) == 1


async def test_a_gesture_on_an_older_drawing_keeps_what_others_did(editing: Editing) -> None:
    await editing.do(BEN, PARCEL, {"op": "rename_state", "state": "sent", "title": "Sent off"}, 1)
    done = await editing.do(ANA, PARCEL, {"op": "rename_state", "state": "late", "title": "Too late"}, 1)
    assert done.rev == 3
    assert (await titles(editing))["sent"] == "Sent off"


async def test_two_who_change_the_same_thing_are_told(editing: Editing) -> None:
    await editing.do(BEN, PARCEL, {"op": "rename_state", "state": "late", "title": "Ben's"}, 1)
    with pytest.raises(EditRefused, match=r"Ben was faster \(Rename “Late”\)"):
        await editing.do(ANA, PARCEL, {"op": "rename_state", "state": "late", "title": "Ana's"}, 1)
    with pytest.raises(EditRefused, match="Ben was faster"):
        await editing.do(ANA, PARCEL, {"op": "delete", "states": ["late"]}, 1)
    assert (await titles(editing))["late"] == "Ben's"


async def test_a_page_that_is_faster_than_its_answers(editing: Editing) -> None:
    """The browser doesn't wait between gestures: all three are drawn on revision 1."""
    ops = [{"op": "move_states", "positions": {"late": [n, n]}} for n in range(3)]
    done = await asyncio.gather(*(editing.do(ANA, PARCEL, op, 1) for op in ops))
    assert [one.rev for one in done] == [2, 3, 4]
    assert done[-1].flow.layout.states["late"] == (2, 2)


async def test_two_processes_take_turns(editing: Editing, database: Database) -> None:
    other = Editing(database)
    await editing.open(ANA, PARCEL)
    await other.open(BEN, PARCEL)
    await other.do(BEN, PARCEL, {"op": "rename_state", "state": "sent", "title": "Sent off"}, 1)
    done = await editing.do(ANA, PARCEL, {"op": "rename_state", "state": "late", "title": "Too late"}, 1)
    assert done.rev == 3
    assert [state.name for state in done.flow.states] == ["Sent off", "Asked", "Too late", "Done"]


async def test_undo_passes_over_what_somebody_changed_since(editing: Editing) -> None:
    ana, ben = Page(editing, ANA), Page(editing, BEN)
    await ana.renames("sent", "Off")
    await ana.renames("late", "Ana's")
    await asyncio.sleep(0)
    await ben.renames("late", "Ben's")
    done = await editing.undo(ANA, PARCEL)
    assert done is not None
    assert (done.label, done.note) == ("Undo: Rename “On its way”", "Rename “Late”: Ben changed it since.")
    assert (await titles(editing)) | {} == {
        "sent": "On its way",
        "asked": "Asked",
        "late": "Ben's",
        "done": "Done",
    }
    with pytest.raises(EditRefused, match="Ben changed it since"):
        await editing.undo(ANA, PARCEL)


async def test_an_import_meanwhile_is_seen_and_ends_what_was_drawn_before(
    editing: Editing, database: Database
) -> None:
    ana = Page(editing, ANA)
    await ana.renames("late", "Too late")
    await database.write(lambda session: flows.save_draft(session, SMALL, Actor("import", "editor")))
    with pytest.raises(EditRefused, match="replaced meanwhile"):
        await ana.renames("late", "Again")
    ana.rev = (await editing.open(ANA, PARCEL)).rev
    assert (await ana.renames("late", "Again")).rev == 4


async def test_who_looks_is_told_of_an_import(editing: Editing, database: Database) -> None:
    await editing.open(ANA, PARCEL)
    ana = Page(editing, ANA)
    await database.write(lambda session: flows.save_draft(session, SMALL, Actor("import", "editor")))
    assert (await editing.open(BEN, PARCEL)).rev == 2
    await asyncio.sleep(0)
    assert [(one.rev, one.label) for one in ana.heard] == [(2, "")]


async def test_what_was_only_published_becomes_a_draft_with_the_first_edit(
    editing: Editing, database: Database
) -> None:
    await database.write(stage.publish_shipped)
    draft = await editing.open(ANA, "payment_collection")
    assert (draft.flow.version, draft.flow.digest) == (None, None)
    done = await editing.do(
        ANA, "payment_collection", {"op": "set_flow", "values": {"title": "Unpaid"}}, draft.rev
    )
    stored = await database.read(lambda session: drafts.open_draft(session, "payment_collection"))
    assert stored.flow == done.flow


async def test_what_changes_nothing_is_not_kept(editing: Editing) -> None:
    done = await editing.do(ANA, PARCEL, {"op": "rename_state", "state": "sent", "title": "On its way"}, 1)
    assert (done.rev, done.flow) == (1, SMALL)
    assert await editing.can_undo(ANA, PARCEL) is None


async def test_a_flow_never_outgrows_its_file(editing: Editing) -> None:
    text = {"op": "put_entry", "section": "intents", "value": {"examples": ["x" * 300_000]}}
    rev = 1
    for number in range(3):
        rev = (await editing.do(ANA, PARCEL, {**text, "name": f"i{number}"}, rev)).rev
    with pytest.raises(EditRefused, match="1 MB"):
        await editing.do(ANA, PARCEL, {**text, "name": "i3"}, rev)
    flow = (await editing.do(ANA, PARCEL, {"op": "put_entry", "section": "intents", "name": "i0"}, rev)).flow
    assert len(codec.dump(flow)) < MAX_BYTES
    assert codec.load(codec.dump(flow)) == flow


async def test_refused_gestures_leave_everything_as_it_was(editing: Editing, database: Database) -> None:
    for op in ({"op": "nothing"}, {"op": "delete", "states": ["sent"]}, {"op": "add_state", "id": "late"}):
        with pytest.raises(EditRefused):
            await editing.do(ANA, PARCEL, op, 1)
    with pytest.raises(EditRefused, match="reload"):
        await editing.do(ANA, PARCEL, {"op": "lay_out"}, 99)
    draft = await database.read(lambda session: drafts.open_draft(session, PARCEL))
    assert (draft.flow, draft.rev) == (SMALL, 1)


async def test_an_unknown_process(editing: Editing) -> None:
    with pytest.raises(UnknownProcess):
        await editing.open(ANA, "nothing")
    with pytest.raises(UnknownProcess):
        await editing.do(ANA, "nothing", {"op": "lay_out"}, 0)
