"""The document of a draft: how far back it remembers, and what its edits say of the parts they renamed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import codec
from flows.model import Flow
from studio.editor.document import Document, edited, next_label, opened, taken_back
from studio.editor.gesture import Renamed
from studio.editor.history import Doing, Person
from studio.editor.ops import read_op
from studio.editor.renames import renamed_by
from studio.errors import EditRefused
from tests.studio.editor.maps import BLANK, SMALL
from tests.studio.editor.maps import edited as with_op

ANA, BEN = Person("1", "Ana"), Person("2", "Ben")


class Open:
    """Ana's open draft."""

    def __init__(self, flow: Flow = SMALL, *, remembered: int = 500) -> None:
        self.document: Document = opened(flow, 1, (), remembered)
        self.renamed: Renamed | None = None

    def does(self, **op: Any) -> None:
        made = edited(self.document, ANA, read_op(op), self.document.rev)
        assert made is not None
        self.document, self.renamed = made.document, made.renamed

    def back(self, doing: Doing) -> bool:
        made = taken_back(self.document, ANA, doing)
        if made is not None:
            self.document, self.renamed = made.document, made.renamed
        return made is not None

    def title(self, state: str) -> str:
        return next(one.title for one in self.document.flow.states if one.id == state)


def test_undo_and_redo_tell_of_a_part_that_has_another_id_then() -> None:
    draft = Open()
    draft.does(op="change_state_id", state="late", id="overdue")
    assert draft.renamed == Renamed("state", "late", "overdue")
    draft.back("undo")
    assert draft.renamed == Renamed("state", "overdue", "late")
    draft.back("redo")
    assert draft.renamed == Renamed("state", "late", "overdue")


@pytest.mark.parametrize(
    ("op", "renamed"),
    [
        (
            {"op": "change_transition_id", "transition": "ask", "id": "inquire"},
            ("transition", "ask", "inquire"),
        ),
        ({"op": "rename_entry", "section": "data", "name": "day", "to": "date"}, ("data", "day", "date")),
        ({"op": "rename_state", "state": "late", "title": "Too late"}, None),
        ({"op": "delete", "states": ["late"]}, None),
        ({"op": "add_state", "title": "Late"}, None),
    ],
)
def test_what_was_renamed_between_two_flows(op: dict[str, Any], renamed: tuple[Any, ...] | None) -> None:
    assert renamed_by(SMALL, with_op(SMALL, **op)) == renamed


def test_where_undo_ends_it_says_so() -> None:
    draft = Open(remembered=3)
    for title in ("One", "Two", "Three", "Four"):
        draft.does(op="rename_state", state="late", title=title)
    # An undo is an edit, too: what was done before it moves out of reach.
    assert draft.back("undo")
    assert draft.title("late") == "Three"
    assert draft.back("undo")
    assert draft.title("late") == "Two"
    with pytest.raises(EditRefused, match="reaches back 3 edits"):
        draft.back("undo")


def test_where_there_was_nothing_to_undo_nothing_ends() -> None:
    assert not Open().back("undo")
    assert not Open(remembered=1).back("redo")


def test_what_was_forgotten_takes_no_redo_with_it() -> None:
    draft = Open(remembered=3)
    for title in ("One", "Two"):
        draft.does(op="rename_state", state="late", title=title)
    assert draft.back("undo")
    assert draft.back("undo")
    assert [edit.doing for edit in draft.document.edits] == ["do", "undo", "undo"]
    assert draft.back("redo")
    assert draft.title("late") == "One"
    assert draft.back("redo")
    assert draft.title("late") == "Two"


@settings(max_examples=40)
@given(st.lists(st.sampled_from(("do", "undo", "redo")), max_size=14), st.integers(1, 4))
def test_however_little_is_remembered_undo_and_redo_walk_along_what_was_done(
    steps: list[str], remembered: int
) -> None:
    draft, titles, at = Open(remembered=remembered), [""], 0
    for number, step in enumerate(steps):
        if step == "do":
            draft.does(op="rename_state", state="late", title=f"Title {number}")
            titles, at = [*titles[: at + 1], f"Title {number}"], at + 1
        else:
            try:
                at += (-1 if step == "undo" else 1) * draft.back("undo" if step == "undo" else "redo")
            except EditRefused:
                assert step == "undo"
        assert draft.title("late") == titles[at]
        assert codec.load(codec.dump(draft.document.flow)) == draft.document.flow


def test_what_would_be_undone_has_a_name() -> None:
    draft = Open(BLANK)
    assert next_label(draft.document, ANA, "undo") is None
    draft.does(op="add_state", title="Paid")
    assert next_label(draft.document, ANA, "undo") == "Add “Paid”"
    assert next_label(draft.document, BEN, "undo") is None
    draft.back("undo")
    assert next_label(draft.document, ANA, "undo") is None
    assert next_label(draft.document, ANA, "redo") == "Add “Paid”"
