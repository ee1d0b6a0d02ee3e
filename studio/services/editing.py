"""Editing drafts together: every gesture is stored before the next one, and told to whoever else looks."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from sqlmodel import Session

from flows.model import Flow
from runtime.errors import DraftMoved
from runtime.store import drafts
from runtime.store.drafts import Draft as Draft
from runtime.store.drafts import Stored
from runtime.store.session import Database
from runtime.store.types import JsonText
from runtime.users.actor import Actor
from studio.editor.commands import Many
from studio.editor.document import REMEMBERED, Document, Edited, edited, next_label, opened, taken_back
from studio.editor.gesture import Renamed
from studio.editor.history import Doing, Edit, Person
from studio.editor.ops import Op, read_op
from studio.errors import EditRefused

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


class Editing:
    """The drafts that are being edited. One of these per studio process: it tells the pages of each other."""

    def __init__(self, database: Database, remembered: int = REMEMBERED) -> None:
        """`remembered`: how many edits of a draft can be undone."""
        self._database = database
        self._remembered = remembered
        self._documents: dict[str, Document] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._watchers: defaultdict[str, list[Told]] = defaultdict(list)

    async def open(self, actor: Actor, process_type: str) -> Draft:
        """The draft as it is now; cheap when nothing changed. Raises RoleTooLow, UnknownProcess.

        Where somebody replaced it from outside (an import, another process), those who watch are told too.
        """
        actor.require("viewer", process_type)
        async with self._locks[process_type]:
            before = self._documents.get(process_type)
            document = await self._fresh(process_type)
        if before is not None and before.rev != document.rev:
            self._tell(process_type, Done(document.flow, document.rev), None)
        return Draft(document.flow, document.rev)

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
        actor.require("editor", process_type)
        read = read_op(op)
        done = await self._store(process_type, mine, lambda now: edited(now, _person(actor), read, base_rev))
        if done is not None:
            return done
        document = self._documents[process_type]
        return Done(document.flow, document.rev)

    async def undo(self, actor: Actor, process_type: str, mine: Told | None = None) -> Done | None:
        """Take back this person's latest edit that still stands; None if there is none.

        Raises RoleTooLow, UnknownProcess, and EditRefused when others changed all of it since, or when there was
        more than is remembered.
        """
        actor.require("editor", process_type)
        return await self._back(actor, process_type, "undo", mine)

    async def redo(self, actor: Actor, process_type: str, mine: Told | None = None) -> Done | None:
        """Do again what this person undid last. As `undo`."""
        actor.require("editor", process_type)
        return await self._back(actor, process_type, "redo", mine)

    async def can_undo(self, actor: Actor, process_type: str) -> str | None:
        """What undoing would take back, in words."""
        return await self._next(actor, process_type, "undo")

    async def can_redo(self, actor: Actor, process_type: str) -> str | None:
        """What redoing would bring back, in words."""
        return await self._next(actor, process_type, "redo")

    def watch(self, actor: Actor, process_type: str, told: Told) -> Callable[[], None]:
        """Call `told` after every edit of this draft, in this process's event loop; returns what ends it.

        Raises RoleTooLow, UnknownProcess: what becomes of the actor's role later is the caller's to ask.
        """
        actor.require("viewer", process_type)
        self._watchers[process_type].append(told)

        def stop() -> None:
            watchers = self._watchers[process_type]
            if told in watchers:
                watchers.remove(told)

        return stop

    async def _next(self, actor: Actor, process_type: str, doing: Doing) -> str | None:
        actor.require("viewer", process_type)
        async with self._locks[process_type]:
            document = self._documents.get(process_type) or await self._fresh(process_type)
        return next_label(document, _person(actor), doing)

    async def _back(self, actor: Actor, process_type: str, doing: Doing, mine: Told | None) -> Done | None:
        async with self._locks[process_type]:
            await self._fresh(process_type)  # what they did elsewhere can be taken back here
        return await self._store(process_type, mine, lambda now: taken_back(now, _person(actor), doing))

    async def _store(
        self, process_type: str, mine: Told | None, make: Callable[[Document], Edited | None]
    ) -> Done | None:
        """Make an edit on what there is and store it; again, if somebody else was faster. None: there is none."""
        async with self._locks[process_type]:
            document = self._documents.get(process_type) or await self._fresh(process_type)
            for _ in range(TRIES):
                # Laying out takes a second; the other pages go on meanwhile.
                made = await asyncio.to_thread(make, document)
                if made is None:
                    return None
                try:
                    await self._database.write(partial(_write, made=made))
                except DraftMoved:
                    document = await self._fresh(process_type)
                    continue
                self._documents[process_type] = made.document
                done = _done(made)
                self._tell(process_type, done, mine)
                return done
        raise EditRefused("Others are changing this flow at the same moment; try again.")

    async def _fresh(self, process_type: str) -> Document:
        document = self._documents.get(process_type)
        rev = await self._database.read(lambda session: drafts.revision(session, process_type))
        if document is None or document.rev != rev:
            document = await self._database.read(self._reading(process_type))
            self._documents[process_type] = document
        return document

    def _reading(self, process_type: str) -> Callable[[Session], Document]:
        def read(session: Session) -> Document:
            draft = drafts.open_draft(session, process_type)
            stored = drafts.edits(session, process_type, after=draft.rev - self._remembered)
            return opened(*draft, tuple(map(_edit, stored)), self._remembered)

        return read

    def _tell(self, process_type: str, done: Done, mine: Told | None) -> None:
        loop = asyncio.get_running_loop()
        for told in self._watchers[process_type]:
            if told != mine:
                # Later, so that a page that fails takes nobody else's edit with it.
                loop.call_soon(told, done)


def _person(actor: Actor) -> Person:
    return Person(actor.id, actor.name)


def _edit(stored: Stored) -> Edit:
    doing: Doing = "undo" if stored.doing == "undo" else "redo" if stored.doing == "redo" else "do"
    command, inverse = Many.model_validate(stored.command), Many.model_validate(stored.inverse)
    person = Person(stored.user_id or "", stored.user)
    return Edit(stored.rev, person, stored.label, command, inverse, doing, stored.of)


def _write(session: Session, made: Edited) -> None:
    edit = made.edit
    command, inverse = edit.command.model_dump(mode="json"), edit.inverse.model_dump(mode="json")
    user_id, user = edit.person
    row = Stored(edit.rev, user_id or None, user, edit.label, edit.doing, edit.of, made.op, command, inverse)
    # The whole draft, so that whoever reads it needs to know nothing of commands.
    drafts.store(session, made.document.flow, JsonText(made.document.snapshot.text), row)


def _done(made: Edited) -> Done:
    edit = made.edit
    label = edit.label if edit.doing == "do" else f"{edit.doing.capitalize()}: {edit.label}"
    return Done(made.document.flow, edit.rev, label, edit.person.name, made.note, made.renamed)
