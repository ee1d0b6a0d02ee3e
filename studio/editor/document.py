"""The document of an open draft: what an edit makes of it, and what taking one back does. Nothing is stored here."""

from __future__ import annotations

from typing import Any, NamedTuple

from flows import codec, limits
from flows.model import Flow
from flows.writer import write
from studio.editor import history
from studio.editor.commands import Command, Many, apply, meet, singles, targets
from studio.editor.gesture import Renamed
from studio.editor.gestures import gesture
from studio.editor.history import Doing, Edit, Person
from studio.editor.ops import Op
from studio.editor.renames import renamed_by
from studio.editor.snapshot import Snapshot
from studio.errors import EditRefused

REMEMBERED = 500
"""How many edits back a person can undo, and how far behind a page may be."""


class Document(NamedTuple):
    """What is known of a draft as of its revision."""

    flow: Flow
    rev: int
    edits: tuple[Edit, ...]
    """The latest of everybody, by rising revision; `remembered` at most."""
    size: int
    """At least the bytes of its file."""
    snapshot: Snapshot
    remembered: int = REMEMBERED


class Edited(NamedTuple):
    """An edit that was worked out, and the document with it."""

    document: Document
    edit: Edit
    op: dict[str, Any]
    """The op as it is kept; empty for what takes an edit back."""
    note: str = ""
    """What could not be taken back on the way, and why."""
    renamed: Renamed | None = None


def opened(flow: Flow, rev: int, edits: tuple[Edit, ...], remembered: int = REMEMBERED) -> Document:
    """The document of a draft as it was stored."""
    return Document(flow, rev, edits, len(codec.dump(flow).encode()), Snapshot(flow), remembered)


def edited(document: Document, person: Person, op: Op, base_rev: int) -> Edited | None:
    """Carry out an op that was drawn on revision `base_rev`; None where it changes nothing.

    Raises EditRefused when it makes no sense here, or changes what somebody else changed since.
    """
    planned = gesture(document.flow, op)
    after, inverse = apply(document.flow, planned.command)
    if after is document.flow:
        return None
    _expect_untouched(document, person, planned.command, base_rev)
    command = Many(commands=singles(planned.command))
    edit = Edit(document.rev + 1, person, planned.label, command, inverse)
    # A whole text is in the commands already.
    kept = op.model_dump(mode="json", exclude={"yaml"})
    return Edited(_with(document, after, edit), edit, kept, renamed=planned.renamed)


def taken_back(document: Document, person: Person, doing: Doing) -> Edited | None:
    """Undo or redo this person's next edit in line; None where there is none.

    Raises EditRefused when others changed all of it since, or when there was more than is remembered.
    """
    line = _line(document, person, doing)
    if not line:
        if doing == "undo" and _forgot(document):
            raise EditRefused(f"Undo reaches back {document.remembered} edits of a flow; here they end.")
        return None
    edit, passed = history.find(document.flow, line)
    note = " ".join(
        f"{one.label}: {history.who_changed(one, document.edits)} changed it since." for one in passed[:3]
    )
    if edit is None:
        raise EditRefused(note)
    after, inverse = apply(document.flow, edit.inverse)
    made = Edit(document.rev + 1, person, edit.label, edit.inverse, inverse, doing, edit.rev)
    return Edited(_with(document, after, made), made, {}, note, renamed_by(document.flow, after))


def next_label(document: Document, person: Person, doing: Doing) -> str | None:
    """What `taken_back` would take back, in words."""
    line = _line(document, person, doing)
    if line and line[0].rev == document.rev:
        return line[0].label  # nobody has done anything since
    edit = history.find(document.flow, line).edit
    return None if edit is None else edit.label


def _line(document: Document, person: Person, doing: Doing) -> list[Edit]:
    return (history.undoable if doing == "undo" else history.redoable)(document.edits, person)


def _forgot(document: Document) -> bool:
    return len(document.edits) >= document.remembered and document.edits[0].rev > 1


def _with(document: Document, after: Flow, edit: Edit) -> Document:
    return document._replace(
        flow=after,
        rev=edit.rev,
        edits=(*document.edits, edit)[-document.remembered :],
        size=_size(document, after, edit.command),
        snapshot=document.snapshot.of(after),
    )


def _expect_untouched(document: Document, person: Person, command: Command, base_rev: int) -> None:
    if base_rev > document.rev:
        raise EditRefused("This page knows a draft that isn't there; reload it.")
    since = [edit for edit in document.edits if edit.rev > base_rev]
    if len(since) != document.rev - base_rev:
        raise EditRefused("This flow was replaced meanwhile; look at it as it is now, then try again.")
    for edit in reversed(since):
        if not edit.person.is_same(person) and meet(targets(edit.command), targets(command)):
            raise EditRefused(
                f"{edit.person.name} was faster ({edit.label}): look at it as it is now, then try again."
            )


def _size(document: Document, after: Flow, command: Command) -> int:
    """At least the bytes of the flow's file, worked out anew only near the limit. Raises EditRefused beyond it."""
    size = document.size + sum(_most(getattr(single, "value", None)) for single in singles(command))
    if size <= limits.MAX_BYTES:
        return size
    size = len(codec.dump(after).encode())
    if size > max(limits.MAX_BYTES, document.size):
        raise EditRefused("With this the flow would be longer than 1 MB, which no file of one may be.")
    return size


def _most(value: Any) -> int:
    """The most bytes that a value takes as YAML, wherever in a flow it stands."""
    text = write({"-": [value]})
    return len(text.encode()) + 8 * text.count("\n")
