"""What is worked out from a flow's documents, findings and the places of its picture, kept until they change."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

from sqlmodel import Session

from flows import codec
from flows.findings import accepted, check
from flows.findings.finding import Finding
from flows.ink import Theme
from flows.layout import Layout, layout
from flows.model import Flow
from flows.thumbnail import thumbnails
from runtime.store import flows as store
from runtime.store.session import Database
from runtime.store.standings import Standing

KEPT = 256
"""Reviews; each holds a flow and the places of its picture."""
KEPT_SUMMARIES = 10_000

Key = tuple[str, int, int | None]


class Summary(NamedTuple):
    """What the list of flows needs of a review: small enough to keep for every flow there is."""

    title: str
    description: str
    states: int
    unpublished: bool
    findings: tuple[Finding, ...]


class Review(NamedTuple):
    """A flow as people should see it now, and what there is to say about it."""

    flow: Flow
    """The draft where it differs from the current version, else that version."""
    unpublished: bool
    """Whether the draft says something that no current version says."""
    findings: tuple[Finding, ...]
    """Those that count."""
    waived: tuple[Finding, ...]
    """Those that the author accepts."""
    places: Layout
    thumbnails: Mapping[Theme, str]
    """The map without words, by theme."""


class Reviews:
    """Reviews by what they were made of; each is made once, in a thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[Key, asyncio.Task[Review]] = OrderedDict()
        self._summaries: dict[Key, Summary] = {}

    async def of(self, standing: Standing) -> Review:
        """The review of the documents that `standing` names. Raises UnknownProcess."""
        key = _key(standing)
        made = self._kept.get(key)
        if made is None or (made.done() and (made.cancelled() or made.exception() is not None)):
            made = asyncio.create_task(self._database.read(lambda session: _review(session, standing)))
            self._kept[key] = made
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        # Whoever leaves the page must not cancel it for the others who wait.
        return await asyncio.shield(made)

    async def summary(self, standing: Standing) -> Summary:
        """The review in short. Raises UnknownProcess."""
        key = _key(standing)
        if key not in self._summaries:
            flow, unpublished, findings, *_ = await self.of(standing)
            if len(self._summaries) >= KEPT_SUMMARIES:
                self._summaries.clear()
            self._summaries[key] = Summary(
                flow.name, flow.description, len(flow.states), unpublished, findings
            )
        return self._summaries[key]


def _key(standing: Standing) -> Key:
    return standing.process_type, standing.draft_rev, standing.current


def _review(session: Session, standing: Standing) -> Review:
    draft = store.draft(session, standing.process_type)
    current = None
    if standing.current is not None:
        current = store.version(session, standing.process_type, standing.current)
    unpublished = draft is not None and (current is None or codec.draft(current) != draft)
    flow = draft if unpublished or current is None else current
    assert flow is not None, "a process type has a draft or a version"
    counting, waived = accepted(flow, check(flow, structure=True))
    return Review(flow, unpublished, counting, waived, layout(flow), thumbnails(flow))
