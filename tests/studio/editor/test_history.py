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
from studio.editor.history import Doing, Edit, Person, find, redoable, undoable, who_changed
from studio.editor.ops import read_op
from studio.errors import EditRefused
from tests.studio.editor.maps import SMALL, op_dicts, reloaded

ANA, BEN = Person("1", "Ana"), Person("2", "Ben")


class Played:
    """A draft and its edits, as they come to be stored."""

    def __init__(self) -> None:
        self.flow: Flow = SMALL
        self.edits: list[Edit] = []

    def does(self, person: Person, **op: Any) -> Edit:
        made = gesture(self.flow, read_op(op))
        return self._add(person, made.label, Many(commands=singles(made.command)), "do", None)

    def undoes(self, person: Person) -> Edit | None:
        return self._back(person, "undo", undoable(self.edits, person))

    def redoes(self, person: Person) -> Edit | None:
        return self._back(person, "redo", redoable(self.edits, person))

    def title(self, state: str) -> str:
        return next(one.title for one in self.flow.states if one.id == state)

    def _back(self, person: Person, doing: Doing, line: list[Edit]) -> Edit | None:
        edit = find(self.flow, line).edit
        return edit and self._add(person, edit.label, edit.inverse, doing, edit.rev)

    def _add(self, person: Person, label: str, command: Many, doing: Doing, of: int | None) -> Edit:
        self.flow, inverse = apply(self.flow, command)
        self.edits.append(Edit(len(self.edits) + 1, person, label, command, inverse, doing, of))
        return self.edits[-1]


def test_each_takes_back_their_own() -> None:
    draft = Played()
    draft.does(ANA, op="rename_state", state="late", title="Too late")
    draft.does(BEN, op="rename_state", state="sent", title="Sent off")
    draft.undoes(ANA)
    assert (draft.title("late"), draft.title("sent")) == ("", "Sent off")
    draft.redoes(ANA)
    assert draft.title("late") == "Too late"


def test_people_are_told_apart_by_their_ids_and_only_read_by_their_names() -> None:
    another, renamed = Person("3", "Ana"), Person("1", "Anna")
    draft = Played()
    draft.does(ANA, op="rename_state", state="late", title="Hers")
    assert draft.undoes(another) is None, "another Ana"
    assert draft.undoes(renamed) is not None, "she has another name now"
    assert draft.redoes(ANA) is not None
    theirs = draft.does(another, op="rename_state", state="late", title="Another's")
    assert draft.undoes(ANA) is None, "somebody changed it since, by whatever name"
    assert draft.undoes(Person("", "Ana")) is None, "a name alone is nobody's proof"
    assert draft.undoes(another) is not None
    assert who_changed(theirs, draft.edits) == "somebody"


def test_undo_and_redo_walk_back_and_forth() -> None:
    draft = Played()
    for title in ("One", "Two", "Three"):
        draft.does(ANA, op="rename_state", state="late", title=title)
    seen = []
    for step in (draft.undoes, draft.undoes, draft.redoes, draft.undoes, draft.undoes, draft.undoes):
        step(ANA)
        seen.append(draft.title("late"))
    assert seen == ["Two", "One", "Two", "One", "", ""]
    for _ in range(4):
        draft.redoes(ANA)
    assert draft.title("late") == "Three"


def test_a_new_edit_ends_what_could_be_redone() -> None:
    draft = Played()
    draft.does(ANA, op="rename_state", state="late", title="One")
    draft.undoes(ANA)
    draft.does(BEN, op="rename_state", state="sent", title="Off")
    assert redoable(draft.edits, ANA), "somebody else's edit leaves it"
    draft.does(ANA, op="rename_state", state="asked", title="Two")
    assert redoable(draft.edits, ANA) == []


def test_what_somebody_changed_since_is_passed_over() -> None:
    draft = Played()
    draft.does(ANA, op="rename_state", state="sent", title="Off")
    renamed = draft.does(ANA, op="rename_state", state="late", title="One")
    draft.does(BEN, op="rename_state", state="late", title="Two")
    found = find(draft.flow, undoable(draft.edits, ANA))
    assert (found.edit, found.passed) == (draft.edits[0], (renamed,))
    assert who_changed(renamed, draft.edits) == "Ben"
    draft.undoes(ANA)
    assert (draft.title("sent"), draft.title("late")) == ("On its way", "Two")
    draft.undoes(BEN)
    assert find(draft.flow, undoable(draft.edits, ANA)).edit == renamed, "it stands again"


def test_earlier_edits_of_the_same_thing_wait_behind_one_that_is_passed_over() -> None:
    draft = Played()
    draft.does(ANA, op="rename_state", state="late", title="One")
    draft.does(ANA, op="delete", states=["late"])
    draft.does(BEN, op="add_state", id="late", title="Another")
    assert draft.undoes(ANA) is None
    assert draft.title("late") == "Another"


def test_moves_by_others_do_not_stand_in_the_way() -> None:
    draft = Played()
    draft.does(ANA, op="rename_state", state="late", title="One")
    draft.does(BEN, op="move_states", positions={"late": [7, 7]})
    draft.undoes(ANA)
    assert (draft.title("late"), draft.flow.layout.states["late"]) == ("", (7, 7))


@settings(max_examples=60)
@given(st.lists(op_dicts, max_size=8))
def test_whatever_one_person_did_alone_can_be_taken_back_and_done_again(drawn: list[dict[str, Any]]) -> None:
    draft = Played()
    for op in drawn:
        with suppress(EditRefused):
            draft.does(ANA, **op)
    end = codec.dump(draft.flow)
    while draft.undoes(ANA):
        pass
    assert codec.dump(draft.flow) == codec.dump(SMALL)
    while draft.redoes(ANA):
        pass
    assert codec.dump(draft.flow) == end


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from((ANA, BEN)), st.sampled_from(("undo", "redo")) | op_dicts), max_size=12
    )
)
def test_whatever_two_people_do_the_draft_stays_a_flow(steps: list[tuple[Person, Any]]) -> None:
    draft = Played()
    for person, step in steps:
        with suppress(EditRefused):
            if isinstance(step, dict):
                draft.does(person, **step)
            else:
                (draft.undoes if step == "undo" else draft.redoes)(person)
        assert reloaded(draft.flow) == draft.flow
