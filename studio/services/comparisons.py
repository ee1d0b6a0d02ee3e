"""Two versions of a flow compared: what the newer one does differently, and a map to see it on."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from sqlmodel import Session

from flows import codec
from flows.diff import Diff, diff
from flows.diffing.merged import Merged, merged
from flows.model import Flow
from runtime.store import flows as store
from runtime.store.session import Database
from runtime.users.actor import Actor


class Comparison(NamedTuple):
    """What differs, and the newer flow drawn with what is gone from the older one."""

    diff: Diff
    map: Merged


class Comparisons:
    """What changed between any two versions of a flow, its draft among them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, actor: Actor, process_type: str, older: int | None, newer: int | None) -> Comparison:
        """The two compared; None is the draft, or where there is none what a draft would begin with.

        Raises RoleTooLow, UnknownProcess, UnknownVersion.
        """
        actor.require("viewer", process_type)
        was, now = await self._database.read(
            lambda session: (_flow(session, process_type, older), _flow(session, process_type, newer))
        )
        return await asyncio.to_thread(_compared, was, now)


def _flow(session: Session, process_type: str, number: int | None) -> Flow:
    if number is None:
        return codec.draft(store.latest(session, process_type))
    return store.version(session, process_type, number)


def _compared(older: Flow, newer: Flow) -> Comparison:
    found = diff(older, newer)
    return Comparison(found, merged(older, newer, found))
