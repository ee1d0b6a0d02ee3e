"""What each person can take back, whatever the others did meanwhile."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows import codec
from flows.model import Flow
from studio.editor.commands import Many, apply, singles
from studio.editor.gestures import gesture
from studio.editor.history import Doing, Edit, find, redoable, undoable, who_changed
from studio.editor.ops import read_op
from studio.errors import EditRefused
from tests.studio.editor.maps import SMALL, op_dicts, reloaded


class Played:
    """A draft and its edits, as they come to be stored."""

    def __init__(self) -> None:
        self.flow: Flow = SMALL
        self.edits: list[Edit] = []

    def does(self, person: str, **op: Any) -> Edit:
        made = gesture(self.flow, read_op(op))
        return self._add(person, made.label, Many(commands=singles(made.command)), "do", None)

    def undoes(self, person: str) -> Edit | None:
        return self._back(person, "undo", undoable(self.edits, person))

    def redoes(self, person: str) -> Edit | None:
        return self._back(person, "redo", redoable(self.edits, person))

    def title(self, state: str) -> str:
        return next(one.title for one in self.flow.states if one.id == state)

    def _back(self, person: str, doing: Doing, line: list[Edit]) -> Edit | None:
        edit = find(self.flow, line).edit
        return edit and self._add(person, edit.label, edit.inverse, doing, edit.rev)

    def _add(self, person: str, label: str, command: Many, doing: Doing, of: int | None) -> Edit:
        self.flow, inverse = apply(self.flow, command)
        self.edits.append(Edit(len(self.edits) + 1, person, label, command, inverse, doing, of))
        return self.edits[-1]


def test_each_takes_back_their_own() -> None:
    draft = Played()
    draft.does("Ana", op="rename_state", state="late", title="Too late")
    draft.does("Ben", op="rename_state", state="sent", title="Sent off")
    draft.undoes("Ana")
    assert (draft.title("late"), draft.title("sent")) == ("", "Sent off")
    draft.redoes("Ana")
    assert draft.title("late") == "Too late"


def test_undo_and_redo_walk_back_and_forth() -> None:
    draft = Played()
    for title in ("One", "Two", "Three"):
        draft.does("Ana", op="rename_state", state="late", title=title)
    seen = []
    for step in (draft.undoes, draft.undoes, draft.redoes, draft.undoes, draft.undoes, draft.undoes):
        step("Ana")
        seen.append(draft.title("late"))
    assert seen == ["Two", "One", "Two", "One", "", ""]
    for _ in range(4):
        draft.redoes("Ana")
    assert draft.title("late") == "Three"


def test_a_new_edit_ends_what_could_be_redone() -> None:
    draft = Played()
    draft.does("Ana", op="rename_state", state="late", title="One")
    draft.undoes("Ana")
    draft.does("Ben", op="rename_state", state="sent", title="Off")
    assert redoable(draft.edits, "Ana"), "somebody else's edit leaves it"
    draft.does("Ana", op="rename_state", state="asked", title="Two")
    assert redoable(draft.edits, "Ana") == []


def test_what_somebody_changed_since_is_passed_over() -> None:
    draft = Played()
    draft.does("Ana", op="rename_state", state="sent", title="Off")
    renamed = draft.does("Ana", op="rename_state", state="late", title="One")
    draft.does("Ben", op="rename_state", state="late", title="Two")
    found = find(draft.flow, undoable(draft.edits, "Ana"))
    assert (found.edit, found.passed) == (draft.edits[0], (renamed,))
    assert who_changed(renamed, draft.edits) == "Ben"
    draft.undoes("Ana")
    assert (draft.title("sent"), draft.title("late")) == ("On its way", "Two")
    draft.undoes("Ben")
    assert find(draft.flow, undoable(draft.edits, "Ana")).edit == renamed, "it stands again"


def test_earlier_edits_of_the_same_thing_wait_behind_one_that_is_passed_over() -> None:
    draft = Played()
    draft.does("Ana", op="rename_state", state="late", title="One")
    draft.does("Ana", op="delete", states=["late"])
    draft.does("Ben", op="add_state", id="late", title="Another")
    assert draft.undoes("Ana") is None
    assert draft.title("late") == "Another"


def test_moves_by_others_do_not_stand_in_the_way() -> None:
    draft = Played()
    draft.does("Ana", op="rename_state", state="late", title="One")
    draft.does("Ben", op="move_states", positions={"late": [7, 7]})
    draft.undoes("Ana")
    assert (draft.title("late"), draft.flow.layout.states["late"]) == ("", (7, 7))


@settings(max_examples=60)
@given(st.lists(op_dicts, max_size=8))
def test_whatever_one_person_did_alone_can_be_taken_back_and_done_again(drawn: list[dict[str, Any]]) -> None:
    draft = Played()
    for op in drawn:
        with suppress(EditRefused):
            draft.does("Ana", **op)
    end = codec.dump(draft.flow)
    while draft.undoes("Ana"):
        pass
    assert codec.dump(draft.flow) == codec.dump(SMALL)
    while draft.redoes("Ana"):
        pass
    assert codec.dump(draft.flow) == end


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from(("Ana", "Ben")), st.sampled_from(("undo", "redo")) | op_dicts), max_size=12
    )
)
def test_whatever_two_people_do_the_draft_stays_a_flow(steps: list[tuple[str, Any]]) -> None:
    draft = Played()
    for person, step in steps:
        with suppress(EditRefused):
            if isinstance(step, dict):
                draft.does(person, **step)
            else:
                (draft.undoes if step == "undo" else draft.redoes)(person)
        assert reloaded(draft.flow) == draft.flow
