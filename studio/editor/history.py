"""Who did what to a draft, and what each person can take back: pure, made from the stored edits alone.

Undoing applies the inverse of an edit as a new command, so that others' later edits stay. An edit that somebody
changed since is passed over, with a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from flows.model import Flow
from studio.editor.commands import Many, meet, stands, targets

Doing = Literal["do", "undo", "redo"]


class Edit(NamedTuple):
    """One stored command. `of` is the revision of the edit that an undo or redo takes back."""

    rev: int
    person: str
    label: str
    command: Many
    inverse: Many
    doing: Doing = "do"
    of: int | None = None


class Found(NamedTuple):
    """The edit to take back now, and those before it in line that can't be."""

    edit: Edit | None
    passed: tuple[Edit, ...]


def undoable(edits: Iterable[Edit], person: str) -> list[Edit]:
    """What this person can undo, the latest first. `edits` are by rising revision, of anybody."""
    return _stacks(edits, person)[0][::-1]


def redoable(edits: Iterable[Edit], person: str) -> list[Edit]:
    """What this person undid last and can do again, the latest first."""
    return _stacks(edits, person)[1][::-1]


def find(flow: Flow, line: Sequence[Edit]) -> Found:
    """The first edit of the line that stands in the flow as it was made."""
    passed: list[Edit] = []
    for edit in line:
        if stands(flow, edit.command):
            return Found(edit, tuple(passed))
        passed.append(edit)
    return Found(None, tuple(passed))


def who_changed(edit: Edit, edits: Iterable[Edit]) -> str:
    """Who touched the same things last, somebody else if there was one."""
    later = [one for one in edits if one.rev > edit.rev and one.person != edit.person]
    names = [one.person for one in later if meet(targets(one.command), targets(edit.command))]
    return names[-1] if names else "somebody"


def _stacks(edits: Iterable[Edit], person: str) -> tuple[list[Edit], list[Edit]]:
    done: list[Edit] = []
    undone: list[Edit] = []
    for edit in edits:
        if edit.person != person:
            continue
        match edit.doing:
            case "do":
                done.append(edit)
                undone.clear()
            case "undo":
                done = [one for one in done if one.rev != edit.of]
                undone.append(edit)
            case "redo":
                undone = [one for one in undone if one.rev != edit.of]
                done.append(edit)
    return done, undone
