"""Going through a draft as a whole, which takes seconds: one at a time, beside the event loop, kept while it holds."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import Session

from flows import codec
from flows.findings import CHECKS, accepted, check
from flows.findings.finding import Finding
from flows.model import Flow
from runtime.store import drafts
from runtime.store import flows as store
from runtime.store.publishing import Checked
from runtime.store.session import Database
from runtime.users.actor import Actor

KEPT = 256
"""Flows whose findings are remembered."""
BEHAVIOUR = frozenset(code for one in CHECKS if one.explores for code in one.codes)
"""The codes of what only going through a flow shows."""
_NO_MATTER = frozenset({"accept", "layout", "version", "digest"})
"""Parts of a flow that no finding is about."""


class Explored(NamedTuple):
    """A draft that was gone through, and everything there is to say about it."""

    flow: Flow
    rev: int
    findings: tuple[Finding, ...]
    """Those that count."""
    waived: tuple[Finding, ...]
    """Those that the author accepts."""

    @property
    def behaviour(self) -> tuple[Finding, ...]:
        """What only going through it shows, accepted or not."""
        return tuple(one for one in (*self.findings, *self.waived) if one.code in BEHAVIOUR)

    def holds_for(self, flow: Flow) -> bool:
        """Whether it is true of `flow` as well: that differs in what is accepted and where it is drawn at most."""
        names = Flow.model_fields.keys() - _NO_MATTER
        return all(getattr(flow, name) == getattr(self.flow, name) for name in names)


class Exploring:
    """What was found is kept by what the flow says: whoever asks while it is looked for waits for the same."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[str, asyncio.Task[tuple[Finding, ...]]] = OrderedDict()
        self._turn = asyncio.Lock()

    async def whole(self, actor: Actor, process_type: str) -> Explored:
        """The draft as it is now, gone through: what it may come to is said with scenarios that play it.

        What only flows together show is left out. Raises RoleTooLow, UnknownProcess.
        """
        actor.require("viewer", process_type)
        flow, rev = await self._database.read(lambda session: _latest(session, process_type))
        return Explored(flow, rev, *accepted(flow, await self._found(flow)))

    async def checked(self, process_type: str) -> Checked | None:
        """What publishing is to know of the draft, None where there is none. Raises UnknownProcess."""
        draft = await self._database.read(lambda session: store.draft(session, process_type))
        return None if draft is None else Checked(draft, await self._found(draft))

    async def _found(self, flow: Flow) -> tuple[Finding, ...]:
        key = await asyncio.to_thread(_key, flow)
        made = self._kept.get(key)
        if made is None or (made.done() and (made.cancelled() or made.exception() is not None)):
            made = self._kept[key] = asyncio.create_task(self._look(flow), name="go through a flow")
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        # Whoever leaves the page must not cancel it for the others who wait.
        return await asyncio.shield(made)

    async def _look(self, flow: Flow) -> tuple[Finding, ...]:
        async with self._turn:
            return await asyncio.to_thread(check, flow)


def _latest(session: Session, process_type: str) -> tuple[Flow, int]:
    return codec.draft(store.latest(session, process_type)), drafts.revision(session, process_type)


def _key(flow: Flow) -> str:
    """Equal for flows of which the same is to be said."""
    value = {name: part for name, part in codec.as_json(flow).items() if name not in _NO_MATTER}
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
