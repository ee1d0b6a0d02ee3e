"""Where one flow stands: asked by every open editor every two seconds, hence cheap."""

from __future__ import annotations

from typing import NamedTuple

from sqlmodel import Session

from flows.model import Flow
from runtime.store import changes, flows, standings
from runtime.store.session import Database
from runtime.store.standings import Standing
from runtime.users.actor import Actor


class Around(NamedTuple):
    """What there is around one flow, to choose from."""

    events: tuple[str, ...]
    """The names of the events that arrived lately, the latest first."""
    processes: tuple[str, ...]
    """The company's flows, as far as the one who asks may know of them."""


class Standings:
    """Current versions, revisions of drafts, open conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, actor: Actor, process_type: str) -> Standing:
        """Where the flow stands now. Raises UnknownProcess."""
        actor.require("viewer", process_type)
        return await self._database.read(lambda session: standings.standing(session, process_type))

    async def around(self, actor: Actor) -> Around:
        """What triggers may listen for and actions may start, beyond what a flow speaks of itself.

        Whoever may know of some flows only is told of these, and of the events that these heard.
        """
        actor.require("viewer")

        def read(session: Session) -> Around:
            known = tuple(
                one.process_type for one in standings.standings(session) if actor.sees(one.process_type)
            )
            return Around(changes.events_seen(session, told=None if actor.role else known), known)

        return await self._database.read(read)

    async def version(self, actor: Actor, process_type: str, number: int) -> Flow:
        """A published version. Raises UnknownProcess, UnknownVersion."""
        actor.require("viewer", process_type)
        return await self._database.read(lambda session: flows.version(session, process_type, number))
