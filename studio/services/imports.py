"""Bringing flows in: read a text and show what it would do, then make its flows drafts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal, NamedTuple

from sqlmodel import Session

from flows import codec
from flows.errors import DigestMismatch, FlowTextError
from flows.findings import accepted, check
from flows.findings.finding import Finding
from flows.model import Flow
from runtime.store import flows as store
from runtime.store import standings
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.errors import NothingToRead

Replaces = Literal["nothing", "published", "unpublished"]
"""What a draft would take the place of: nothing, one that was published, or unpublished changes."""


class Readable(NamedTuple):
    """A flow of the text, with findings at their lines."""

    flow: Flow
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    replaces: Replaces


class Reading(NamedTuple):
    """What a text holds: flows, or the problems that keep it from being read."""

    flows: tuple[Readable, ...] = ()
    problems: tuple[FlowTextError, ...] = ()
    edited: bool = False
    """It is an export that was changed since; it can come in as a draft if the person says so."""
    remarks: tuple[str, ...] = ()
    """What its author should know where it is written in an older version of the language."""


class Imports:
    """Texts on their way to become drafts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, actor: Actor, text: str | bytes) -> Reading:
        """What the text holds, for whoever may edit some flow; nothing is stored. Raises RoleTooLow, NothingToRead."""
        if not actor.may_somewhere("editor"):
            actor.require("editor")
        if not text.strip():
            raise NothingToRead
        checked = await asyncio.to_thread(_checked, text)
        placed = await self._database.read(lambda session: _placed(session, checked.flows, actor))
        return checked._replace(flows=tuple(placed))

    async def explain(self, actor: Actor, process_type: str, text: str) -> Reading:
        """As `read` for the text of one flow's draft, without a look at what it would take the place of.

        Raises RoleTooLow, UnknownProcess.
        """
        actor.require("editor", process_type)
        return await asyncio.to_thread(_checked, text)

    async def keep(self, actor: Actor, flows: Sequence[Flow]) -> None:
        """Make the flows drafts, all of them or none. A flow that there isn't yet needs the role for all flows.

        Raises RoleTooLow.
        """
        for flow in flows:
            # Whoever doesn't see a flow can't tell whether there is one: they would have to make it.
            actor.require("editor", flow.process_type if actor.sees(flow.process_type) else None)

        def work(session: Session) -> None:
            for flow in flows:
                store.save_draft(session, flow, actor)

        await self._database.write(work)


def _checked(text: str | bytes) -> Reading:
    edited = False
    try:
        try:
            sources = codec.sources(text)
        except DigestMismatch:
            sources, edited = codec.sources(text, accept_edit=True), True
    except FlowTextError as error:
        return Reading(problems=error.problems)
    remarks = tuple(one.words for source in sources for one in source.remarks)
    return Reading(tuple(_readable(source) for source in sources), edited=edited, remarks=remarks)


def _readable(source: codec.Source) -> Readable:
    counting, waived = accepted(source.flow, check(source.flow, source.lines, structure=True))
    return Readable(source.flow, counting, waived, "nothing")


def _placed(session: Session, flows: Sequence[Readable], actor: Actor) -> list[Readable]:
    entries = standings.entries(session) if flows else []
    known = {entry.process_type: entry for entry in entries if actor.sees(entry.process_type)}
    placed: list[Readable] = []
    for readable in flows:
        entry = known.get(readable.flow.process_type)
        if entry is not None:
            readable = readable._replace(replaces="unpublished" if entry.draft_differs else "published")
        placed.append(readable)
    return placed
