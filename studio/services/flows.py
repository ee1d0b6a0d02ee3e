"""Flows as the studio shows them: the list, one flow with its versions, its picture and files, publishing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from sqlmodel import Session

from flows import codec
from flows.findings.finding import Finding
from flows.ink import Theme
from flows.model import Flow
from flows.overlay import NOTHING, Overlay
from flows.picture import draw
from runtime.store import drafts, publishing, standings
from runtime.store import flows as store
from runtime.store.flows import Marks, VersionEntry
from runtime.store.publishing import Published
from runtime.store.session import Database
from runtime.store.standings import Standing
from runtime.users.actor import Actor
from studio.errors import NoteMissing
from studio.services.exploring import Exploring
from studio.services.reviews import Reviews, Summary

StateKind = Literal["initial", "normal", "terminal", "gone"]
"""`gone`: a state of an older version, which conversations that began with it still may be in."""


class Card(NamedTuple):
    """A flow in the list."""

    process_type: str
    title: str
    description: str
    states: int
    current: int | None
    unpublished: bool
    findings: tuple[Finding, ...]
    running: int
    """Open conversations."""
    archived: bool
    seen: str
    """Changes whenever the picture without its counts does."""


class StateRow(NamedTuple):
    """A state and how many conversations are in it; in a terminal state, how many ended there."""

    id: str
    name: str
    kind: StateKind
    here: int


class Mark(NamedTuple):
    """Who did it and when, in UTC."""

    by: str
    at: datetime


class VersionRow(NamedTuple):
    """A published version; `at` is UTC."""

    number: int
    digest: str
    author: str
    note: str
    at: datetime
    current: bool
    back: Mark | None = None
    """Of the current one: who made it current again, where it was published before another one."""


class History(NamedTuple):
    """What became of a flow: its versions, newest first, and who archived it."""

    versions: tuple[VersionRow, ...]
    archive: Mark | None
    """None where nobody did, or nobody wrote it down."""


class FlowView(NamedTuple):
    """All that a flow's page shows. Two that are equal look the same."""

    process_type: str
    title: str
    description: str
    draft_rev: int
    current: int | None
    unpublished: bool
    archived: bool
    initial: str
    states: tuple[StateRow, ...]
    history: History
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    seen: str
    """Changes whenever the picture does, counts included."""

    @property
    def next_version(self) -> int:
        """The number that publishing would give."""
        return max((row.number for row in self.history.versions), default=0) + 1


class TextFile(NamedTuple):
    """Something to download."""

    name: str
    text: str


class Flows:
    """What can be seen of flows and done with them."""

    def __init__(self, database: Database, exploring: Exploring) -> None:
        self._database = database
        self._exploring = exploring
        self._reviews = Reviews(database)

    async def standings(self, actor: Actor) -> list[Standing]:
        """Where each flow stands that the actor may know of, by title: cheap, to see whether anything changed."""
        actor.require("viewer")
        return [one for one in await self._database.read(standings.standings) if actor.sees(one.process_type)]

    async def cards(self, actor: Actor) -> tuple[Card, ...]:
        """Every flow that the actor may know of, by title."""
        return tuple([_card(one, await self._reviews.summary(one)) for one in await self.standings(actor)])

    async def view(self, actor: Actor, process_type: str) -> FlowView:
        """One flow. Raises UnknownProcess."""
        actor.require("viewer", process_type)
        standing, counts, history = await self._database.read(
            lambda session: (
                standings.standing(session, process_type),
                standings.counts(session, process_type),
                _history(session, process_type),
            )
        )
        review = await self._reviews.of(standing)
        states = tuple(_states(review.flow, counts))
        counted = ".".join(str(state.here) for state in states)
        return FlowView(
            process_type, review.flow.name, review.flow.description, standing.draft_rev, standing.current,
            review.unpublished, standing.archived, review.flow.initial_state, states, history,
            review.findings, review.waived,
            f"{_seen(standing)}.{counted}",
        )  # fmt: skip

    async def history(self, actor: Actor, process_type: str) -> History:
        """The history alone. Raises UnknownProcess."""
        actor.require("viewer", process_type)
        return await self._database.read(lambda session: _history(session, process_type))

    async def picture(self, actor: Actor, process_type: str, theme: Theme, *, counted: bool) -> str:
        """The flow's map as SVG, with how many conversations are in each state. Raises UnknownProcess."""
        actor.require("viewer", process_type)
        standing, counts = await self._database.read(
            lambda session: (
                standings.standing(session, process_type),
                standings.counts(session, process_type),
            )
        )
        review = await self._reviews.of(standing)
        overlay = Overlay(states=counts) if counted else NOTHING
        return draw(review.flow, review.places, theme=theme, overlay=overlay)

    async def thumbnail(self, actor: Actor, process_type: str, theme: Theme) -> str:
        """The flow's map as SVG, without words. Raises UnknownProcess."""
        actor.require("viewer", process_type)
        standing = await self._database.read(lambda session: standings.standing(session, process_type))
        return (await self._reviews.of(standing)).thumbnails[theme]

    async def file(self, actor: Actor, process_type: str, version: int | None) -> TextFile:
        """A version as canonical YAML; None is the draft. Raises UnknownProcess, UnknownVersion."""
        actor.require("viewer", process_type)
        if version is None:
            flow = await self._database.read(lambda session: store.latest(session, process_type))
            return TextFile(f"{process_type}-draft.yaml", codec.dump(codec.draft(flow)))
        flow = await self._database.read(lambda session: store.version(session, process_type, version))
        return TextFile(f"{process_type}-v{version}.yaml", codec.dump(flow))

    async def as_draft(self, actor: Actor, process_type: str, version: int) -> str:
        """A version's text as a draft would have it, without number and digest.

        Raises RoleTooLow, UnknownProcess, UnknownVersion.
        """
        actor.require("editor", process_type)
        flow = await self._database.read(lambda session: store.version(session, process_type, version))
        return codec.dump(codec.draft(flow))

    async def make_current(self, actor: Actor, process_type: str, version: int) -> None:
        """What starts from now on follows this version again.

        Raises RoleTooLow, UnknownProcess, Archived, UnknownVersion.
        """
        actor.require("publisher", process_type)
        await self._database.write(
            lambda session: publishing.make_current(session, process_type, version, actor=actor)
        )

    async def archive(self, actor: Actor, process_type: str) -> None:
        """Start nothing new; what runs goes on to its end. Raises RoleTooLow, UnknownProcess."""
        actor.require("publisher", process_type)
        await self._database.write(lambda session: publishing.archive(session, process_type, actor=actor))

    async def unarchive(self, actor: Actor, process_type: str) -> None:
        """Take it out of the archive. Raises RoleTooLow, UnknownProcess."""
        actor.require("publisher", process_type)
        await self._database.write(lambda session: publishing.unarchive(session, process_type, actor=actor))

    async def publish(self, actor: Actor, process_type: str, note: str, rev: int | None = None) -> Published:
        """Make the draft the next version, and current; of `rev`, and of no other, where that is given.

        Raises RoleTooLow, NoteMissing, UnknownProcess, Archived, DraftMoved, and PublishRefused with the findings.
        """
        actor.require("publisher", process_type)
        words = note.strip()
        if not words:
            raise NoteMissing
        checked = await self._exploring.checked(process_type)
        return await self._database.write(
            lambda session: publishing.publish(
                session, process_type, actor=actor, note=words, rev=rev, checked=checked
            )
        )

    async def edits_since(self, actor: Actor, process_type: str, rev: int) -> tuple[str, ...]:
        """What was done to the draft behind this revision, a line each: “Ana: Add state “Paid””.

        Raises RoleTooLow, UnknownProcess.
        """
        actor.require("viewer", process_type)
        return await self._database.read(lambda session: tuple(_edits_since(session, process_type, rev)))


def _edits_since(session: Session, process_type: str, rev: int) -> Iterator[str]:
    edits = drafts.edits(session, process_type, after=rev)
    if len(edits) < drafts.revision(session, process_type) - rev:
        yield "The whole draft was replaced."
    for edit in edits:
        label = edit.label if edit.doing == "do" else f"{edit.doing.capitalize()}: {edit.label}"
        yield f"{edit.user}: {label}"


def _history(session: Session, process_type: str) -> History:
    marks, current = store.marks(session, process_type), standings.standing(session, process_type).current
    rows = [
        _row(entry, marks) if entry.version == current else VersionRow(*entry, False)
        for entry in store.versions(session, process_type)
    ]
    return History(tuple(rows), _mark(marks.archived_by, marks.archived_at))


def _row(entry: VersionEntry, marks: Marks) -> VersionRow:
    """The current version. Publishing made it current at first: only what came later is worth a word."""
    back = _mark(marks.current_by, marks.current_at)
    return VersionRow(*entry, True, None if back is not None and back.at <= entry.at else back)


def _mark(by: str | None, at: datetime | None) -> Mark | None:
    return None if by is None or at is None else Mark(by, at)


def _seen(standing: Standing) -> str:
    return f"{standing.draft_rev}.{standing.current or 0}"


def _card(standing: Standing, summary: Summary) -> Card:
    return Card(
        standing.process_type, summary.title, summary.description, summary.states, standing.current,
        summary.unpublished, summary.findings, sum(standing.running.values()), standing.archived, _seen(standing),
    )  # fmt: skip


def _states(flow: Flow, counts: Mapping[str, int]) -> list[StateRow]:
    known = [StateRow(one.id, one.name, _kind(flow, one.id), counts.get(one.id, 0)) for one in flow.states]
    ids = {row.id for row in known}
    gone = sorted(counts.keys() - ids)
    return [*known, *(StateRow(state, state, "gone", counts[state]) for state in gone)]


def _kind(flow: Flow, state: str) -> StateKind:
    if state == flow.initial_state:
        return "initial"
    return "terminal" if state in flow.terminal_states else "normal"
