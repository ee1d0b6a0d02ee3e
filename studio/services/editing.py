"""Editing drafts together: every gesture is stored before the next one, and told to whoever else looks."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from pydantic import BaseModel
from sqlmodel import Session

from flows import codec, limits
from flows.model import Flow
from flows.writer import write
from runtime.errors import DraftMoved
from runtime.store import drafts
from runtime.store.drafts import Draft as Draft
from runtime.store.drafts import Stored
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.editor import history
from studio.editor.commands import Command, Many, apply, meet, singles, targets
from studio.editor.gesture import Renamed
from studio.editor.gestures import gesture
from studio.editor.history import Doing, Edit
from studio.editor.ops import Op, read_op
from studio.editor.snapshot import Snapshot
from studio.errors import EditRefused

REMEMBERED = 500
"""How many edits back a person can undo, and how far behind a page may be."""
TRIES = 5
"""How often an edit is made anew when another process was faster."""


class Done(NamedTuple):
    """A draft after an edit. Parts that the edit left alone are the same objects as before."""

    flow: Flow
    rev: int
    label: str = ""
    """What was done, in words; nothing where the whole draft was replaced."""
    by: str = ""
    note: str = ""
    """What could not be undone on the way, and why."""
    renamed: Renamed | None = None


Told = Callable[[Done], None]


class _Held(NamedTuple):
    """What is known of a draft as of its revision."""

    draft: Draft
    edits: tuple[Edit, ...]
    size: int
    """At least the bytes of its file."""
    snapshot: Snapshot


class _Next(NamedTuple):
    """An edit that was worked out and is yet to be stored."""

    flow: Flow
    edit: Edit
    op: dict[str, Any]
    size: int
    snapshot: Snapshot
    note: str = ""
    renamed: Renamed | None = None


class Editing:
    """The drafts that are being edited. One of these per studio process: it tells the pages of each other."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: dict[str, _Held] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._watchers: defaultdict[str, list[Told]] = defaultdict(list)

    async def open(self, actor: Actor, process_type: str) -> Draft:
        """The draft as it is now; cheap when nothing changed. Raises RoleTooLow, UnknownProcess.

        Where somebody replaced it from outside (an import, another process), those who watch are told too.
        """
        actor.require("viewer")
        async with self._locks[process_type]:
            before = self._held.get(process_type)
            held = await self._fresh(process_type)
        if before is not None and before.draft.rev != held.draft.rev:
            self._tell(process_type, Done(*held.draft), None)
        return held.draft

    async def do(
        self,
        actor: Actor,
        process_type: str,
        op: Mapping[str, Any] | Op,
        base_rev: int,
        mine: Told | None = None,
    ) -> Done:
        """Carry out one gesture, drawn on revision `base_rev`; `mine` is a watcher that needn't be told.

        What others did since is kept. Raises RoleTooLow, UnknownProcess, and EditRefused when the op is none,
        makes no sense here, or changes what somebody else changed since.
        """
        actor.require("editor")
        read = read_op(op)
        return await self._store(process_type, mine, lambda held: _made(held, actor.name, read, base_rev))

    async def undo(self, actor: Actor, process_type: str, mine: Told | None = None) -> Done | None:
        """Take back this person's latest edit that still stands; None if there is none.

        Raises RoleTooLow, UnknownProcess, and EditRefused when others changed all of it since.
        """
        actor.require("editor")
        return await self._back(actor, process_type, "undo", mine)

    async def redo(self, actor: Actor, process_type: str, mine: Told | None = None) -> Done | None:
        """Do again what this person undid last. As `undo`."""
        actor.require("editor")
        return await self._back(actor, process_type, "redo", mine)

    async def can_undo(self, actor: Actor, process_type: str) -> str | None:
        """What undoing would take back, in words."""
        return await self._next(actor, process_type, "undo")

    async def can_redo(self, actor: Actor, process_type: str) -> str | None:
        """What redoing would bring back, in words."""
        return await self._next(actor, process_type, "redo")

    def watch(self, process_type: str, told: Told) -> Callable[[], None]:
        """Call `told` after every edit of this draft, in this process's event loop; returns what ends it."""
        self._watchers[process_type].append(told)

        def stop() -> None:
            watchers = self._watchers[process_type]
            if told in watchers:
                watchers.remove(told)

        return stop

    async def _next(self, actor: Actor, process_type: str, doing: Doing) -> str | None:
        actor.require("viewer")
        async with self._locks[process_type]:
            held = self._held.get(process_type) or await self._fresh(process_type)
        edit = history.find(held.draft.flow, _line(held, actor.name, doing)).edit
        return None if edit is None else edit.label

    async def _back(self, actor: Actor, process_type: str, doing: Doing, mine: Told | None) -> Done | None:
        async with self._locks[process_type]:
            held = await self._fresh(process_type)
        if not _line(held, actor.name, doing):
            return None
        return await self._store(process_type, mine, lambda now: _taken_back(now, actor.name, doing))

    async def _store(
        self, process_type: str, mine: Told | None, make: Callable[[_Held], _Next | None]
    ) -> Done:
        """Make an edit on what there is and store it; again, if somebody else was faster."""
        async with self._locks[process_type]:
            held = self._held.get(process_type) or await self._fresh(process_type)
            for _ in range(TRIES):
                # Laying out takes a second; the other pages go on meanwhile.
                made = await asyncio.to_thread(make, held)
                if made is None:
                    return Done(*held.draft)
                try:
                    await self._database.write(partial(_write, made=made))
                except DraftMoved:
                    held = await self._fresh(process_type)
                    continue
                edits = (*held.edits, made.edit)[-REMEMBERED:]
                draft = Draft(made.flow, made.edit.rev)
                self._held[process_type] = _Held(draft, edits, made.size, made.snapshot)
                edit = made.edit
                done = Done(made.flow, edit.rev, _words(edit), edit.person, made.note, made.renamed)
                self._tell(process_type, done, mine)
                return done
        raise EditRefused("Others are changing this flow at the same moment; try again.")

    async def _fresh(self, process_type: str) -> _Held:
        held = self._held.get(process_type)
        rev = await self._database.read(lambda session: drafts.revision(session, process_type))
        if held is None or held.draft.rev != rev:
            held = await self._database.read(lambda session: _load(session, process_type))
            self._held[process_type] = held
        return held

    def _tell(self, process_type: str, done: Done, mine: Told | None) -> None:
        loop = asyncio.get_running_loop()
        for told in self._watchers[process_type]:
            if told != mine:
                # Later, so that a page that fails takes nobody else's edit with it.
                loop.call_soon(told, done)


def _load(session: Session, process_type: str) -> _Held:
    draft = drafts.open_draft(session, process_type)
    stored = drafts.edits(session, process_type, after=draft.rev - REMEMBERED)
    size = len(codec.dump(draft.flow).encode())
    return _Held(draft, tuple(_edit(one) for one in stored), size, Snapshot(draft.flow))


def _edit(stored: Stored) -> Edit:
    doing: Doing = "undo" if stored.doing == "undo" else "redo" if stored.doing == "redo" else "do"
    command, inverse = Many.model_validate(stored.command), Many.model_validate(stored.inverse)
    return Edit(stored.rev, stored.user, stored.label, command, inverse, doing, stored.of)


def _write(session: Session, made: _Next) -> None:
    edit = made.edit
    command, inverse = edit.command.model_dump(mode="json"), edit.inverse.model_dump(mode="json")
    row = Stored(edit.rev, edit.person, edit.label, edit.doing, edit.of, made.op, command, inverse)
    drafts.store(session, made.flow, made.snapshot.document, row)


def _made(held: _Held, person: str, op: Op, base_rev: int) -> _Next | None:
    """The edit of an op; None where it changes nothing."""
    flow, rev = held.draft
    planned = gesture(flow, op)
    after, inverse = apply(flow, planned.command)
    if after is flow:
        return None
    _expect_untouched(held, person, planned.command, base_rev)
    command = Many(commands=singles(planned.command))
    size = _size(held, after, command)
    edit = Edit(rev + 1, person, planned.label, command, inverse)
    return _Next(after, edit, _without_text(op), size, held.snapshot.of(after), renamed=planned.renamed)


def _expect_untouched(held: _Held, person: str, command: Command, base_rev: int) -> None:
    if base_rev > held.draft.rev:
        raise EditRefused("This page knows a draft that isn't there; reload it.")
    since = [edit for edit in held.edits if edit.rev > base_rev]
    if len(since) != held.draft.rev - base_rev:
        raise EditRefused("This flow was replaced meanwhile; look at it as it is now, then try again.")
    for edit in reversed(since):
        if edit.person != person and meet(targets(edit.command), targets(command)):
            raise EditRefused(
                f"{edit.person} was faster ({edit.label}): look at it as it is now, then try again."
            )


def _taken_back(held: _Held, person: str, doing: Doing) -> _Next:
    flow, rev = held.draft
    edit, passed = history.find(flow, _line(held, person, doing))
    note = " ".join(
        f"{one.label}: {history.who_changed(one, held.edits)} changed it since." for one in passed[:3]
    )
    if edit is None:
        raise EditRefused(note or f"There is nothing left to {doing}.")
    after, inverse = apply(flow, edit.inverse)
    size = _size(held, after, edit.inverse)
    made = Edit(rev + 1, person, edit.label, edit.inverse, inverse, doing, edit.rev)
    return _Next(after, made, {}, size, held.snapshot.of(after), note)


def _line(held: _Held, person: str, doing: Doing) -> list[Edit]:
    return (history.undoable if doing == "undo" else history.redoable)(held.edits, person)


def _words(edit: Edit) -> str:
    return edit.label if edit.doing == "do" else f"{edit.doing.capitalize()}: {edit.label}"


def _size(held: _Held, after: Flow, command: Command) -> int:
    """At least the bytes of the flow's file, worked out anew only near the limit. Raises EditRefused beyond it."""
    size = held.size + sum(_most(getattr(single, "value", None)) for single in singles(command))
    if size <= limits.MAX_BYTES:
        return size
    size = len(codec.dump(after).encode())
    if size > max(limits.MAX_BYTES, held.size):
        raise EditRefused("With this the flow would be longer than 1 MB, which no file of one may be.")
    return size


def _most(value: Any) -> int:
    """The most bytes that a value takes as YAML, wherever in a flow it stands."""
    text = write({"-": [value]})
    return len(text.encode()) + 8 * text.count("\n")


def _without_text(op: BaseModel) -> dict[str, Any]:
    """The op as it is kept: a whole text is in its commands already."""
    return op.model_dump(mode="json", exclude={"yaml"})
