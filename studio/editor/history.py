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


class Person(NamedTuple):
    """Somebody who edits, known by their id: names change, and change hands."""

    id: str
    """Empty for who has none: the system, and whoever made an edit of which only a name was kept."""
    name: str

    def is_same(self, other: Person) -> bool:
        """Where neither has an id, the name is all there is to go by."""
        return self.id == other.id and (bool(self.id) or self.name == other.name)


class Edit(NamedTuple):
    """One stored command. `of` is the revision of the edit that an undo or redo takes back."""

    rev: int
    person: Person
    label: str
    command: Many
    inverse: Many
    doing: Doing = "do"
    of: int | None = None


class Found(NamedTuple):
    """The edit to take back now, and those before it in line that can't be."""

    edit: Edit | None
    passed: tuple[Edit, ...]


def undoable(edits: Iterable[Edit], person: Person) -> list[Edit]:
    """What this person can undo, the latest first. `edits` are by rising revision, of anybody."""
    return _stacks(edits, person)[0][::-1]


def redoable(edits: Iterable[Edit], person: Person) -> list[Edit]:
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
    later = [one for one in edits if one.rev > edit.rev and not one.person.is_same(edit.person)]
    names = [one.person.name for one in later if meet(targets(one.command), targets(edit.command))]
    return names[-1] if names else "somebody"


def _stacks(edits: Iterable[Edit], person: Person) -> tuple[list[Edit], list[Edit]]:
    done: list[Edit] = []
    undone: list[Edit] = []
    for edit in edits:
        if not edit.person.is_same(person):
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
