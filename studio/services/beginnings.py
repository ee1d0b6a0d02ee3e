"""New flows: from a blank page, from one that is shipped, or as a copy of another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from sqlmodel import Session

from flows import codec
from flows.library import shipped
from flows.model import SCHEMA, Flow
from runtime.errors import UnknownProcess
from runtime.store import flows as store
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.errors import NameMissing

MOST_LETTERS = 120
"""Of a name; longer ones are cut."""
_PROCESS_TYPE_LETTERS = 56
"""Six fewer than a process type may have: a second one of the same name gets a number."""


class Shipped(NamedTuple):
    """A flow that comes with the product, to begin with."""

    process_type: str
    title: str
    description: str
    states: int


class Beginnings:
    """Each makes a draft, and returns its process type: the name made an id, numbered where that is taken."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def shipped(self, actor: Actor) -> tuple[Shipped, ...]:
        """What there is to begin with, by title."""
        actor.require("editor")
        flows = [codec.load(text) for text in shipped().values()]
        known = (Shipped(one.process_type, one.name, one.description, len(one.states)) for one in flows)
        return tuple(sorted(known, key=lambda one: one.title))

    async def blank(self, actor: Actor, name: str) -> str:
        """A start and an end, with nothing between them yet. Raises RoleTooLow, NameMissing."""
        return await self._begin(actor, name, lambda _session: BLANK)

    async def from_shipped(self, actor: Actor, process_type: str, name: str) -> str:
        """One of those that come with the product. Raises RoleTooLow, NameMissing, UnknownProcess."""

        def read(_session: Session) -> Flow:
            text = shipped().get(process_type)
            if text is None:
                raise UnknownProcess(f"No flow “{process_type}” comes with the product.")
            return codec.load(text)

        return await self._begin(actor, name, read)

    async def copy(self, actor: Actor, process_type: str, name: str) -> str:
        """What the flow says now: its draft, else its current version.

        Raises RoleTooLow, NameMissing, UnknownProcess.
        """
        actor.require("viewer", process_type)
        return await self._begin(actor, name, lambda session: store.latest(session, process_type))

    async def _begin(self, actor: Actor, name: str, read: Callable[[Session], Flow]) -> str:
        actor.require("editor")
        title = " ".join(name.split())[:MOST_LETTERS]
        if not title:
            raise NameMissing

        def work(session: Session) -> str:
            process_type = _free(session, process_type_of(title))
            store.save_draft(session, _named(read(session), process_type, title), actor)
            return process_type

        return await self._database.write(work)


BLANK = codec.from_json(
    {"schema": SCHEMA, "process_type": "blank", "states": ["start", "done"], "initial_state": "start",
     "terminal_states": ["done"], "layout": {"states": {"start": [80, 120], "done": [480, 120]}}}
)  # fmt: skip


NOT_YET = frozenset({"trap-state", "no-way-to-end", "unreachable-state"})
"""Findings that come to no more than this: nothing is drawn yet."""


def is_begun(flow: Flow) -> bool:
    """Whether there is more on the map than a flow begins with."""
    return len(flow.states) > len(BLANK.states) or bool(flow.transitions)


def process_type_of(title: str) -> str:
    """“Réservation n° 2” → `reservation_n_2`; `flow` where nothing of the name can be kept."""
    letters = unicodedata.normalize("NFKD", title.casefold()).replace("ß", "ss")
    plain = letters.encode("ascii", "ignore").decode()
    words = "_".join(re.findall("[a-z0-9]+", plain))
    if words[:1].isdigit():
        words = f"flow_{words}"
    return words[:_PROCESS_TYPE_LETTERS].strip("_") or "flow"


def _free(session: Session, wanted: str) -> str:
    free, number = wanted, 1
    while store.is_known(session, free):
        number += 1
        free = f"{wanted}_{number}"
    return free


def _named(flow: Flow, process_type: str, title: str) -> Flow:
    """The flow under another name. What the author accepts of the flow as a whole stands at its process type."""
    ids = [state.id for state in flow.states] + [transition.id for transition in flow.transitions]
    own = {*ids, *flow.intents, *flow.messages, *flow.data}
    accept = tuple(
        entry.model_copy(update={"at": process_type})
        if entry.at == flow.process_type and entry.at not in own
        else entry
        for entry in flow.accept
    )
    named = {"process_type": process_type, "title": title, "accept": accept}
    return codec.from_json(codec.as_json(codec.draft(flow.model_copy(update=named))))
