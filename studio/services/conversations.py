"""The real conversations of a flow: listed, and one at a time with its history in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlmodel import Session

from flows.called import state_name
from flows.model import Flow
from flows.personal import personal_fields
from flows.words import readable, transition_words
from runtime.store import bindings, changes, checks, contacts, conversations, flows, messages
from runtime.store.conversations import Cursor as Cursor
from runtime.store.conversations import Wanted as Wanted
from runtime.store.past import of_conversation
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.services.moments import Moment, moments
from studio.services.sandbox.masking import HIDDEN, NOT_FOR_YOU, may_read
from studio.services.sandbox.seeing import Seen, seen_by

PAGE = 50
LATEST = 300
"""So many moments and messages are shown of one conversation, the latest."""


class ConversationLine(NamedTuple):
    """A line of the list. All times are UTC."""

    binding_id: str
    contact: str
    state: str
    state_words: str
    since: datetime
    active_at: datetime
    ended: bool
    outcome: str | None
    version: int
    channel: str | None
    held: bool
    flagged: bool
    sender: str | None
    last: str
    """What was said last; empty when nothing was."""


class ConversationPage(NamedTuple):
    """Lines, newest activity first, and where the next page begins; None on the last."""

    rows: tuple[ConversationLine, ...]
    next: Cursor | None


class MessageLine(NamedTuple):
    """A message of the conversation."""

    seq: int
    sender: Literal["customer", "business"]
    channel: str
    text: str
    at: datetime


class DataLine(NamedTuple):
    """A data field and its value as text; personal ones are hidden from who is no operator."""

    name: str
    value: str
    personal: bool


class CheckLine(NamedTuple):
    """A timer that runs."""

    words: str
    due: datetime


class ConversationView(NamedTuple):
    """One real process. Two that are equal look the same."""

    binding_id: str
    process_type: str
    version: int
    contact: str
    state: str
    state_words: str
    since: datetime
    began: datetime
    ended: datetime | None
    outcome: str | None
    channel: str | None
    held: bool
    flagged: bool
    readable: bool
    """Whether what was written is shown."""
    visits: Mapping[str, int]
    """How often each state was entered."""
    path: tuple[str, ...]
    """Every transition taken, in order."""
    moments: tuple[Moment, ...]
    """Oldest first."""
    earlier: int
    """How many moments before those aren't shown."""
    messages: tuple[MessageLine, ...]
    data: tuple[DataLine, ...]
    checks: tuple[CheckLine, ...]


class Conversations:
    """What can be seen of them. Whoever may look sees how they go; only operators see what was written, and whom."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, actor: Actor, wanted: Wanted) -> ConversationPage:
        """A page of a flow's conversations. `wanted.limit` is a page's length. Raises UnknownProcess."""
        actor.require("viewer", wanted.process_type)
        return await self._database.read(lambda session: _page(session, wanted, actor))

    async def view(self, actor: Actor, process_type: str, binding_id: str) -> ConversationView:
        """One conversation. Raises UnknownProcess, and UnknownBinding, for one of another flow too."""
        actor.require("viewer", process_type)
        return await self._database.read(lambda session: _view(session, process_type, binding_id, actor))

    async def seen(self, actor: Actor, process_type: str, binding_id: str) -> tuple[int, ...]:
        """Something else whenever `view` may be: cheap to ask. Raises as `view`."""
        actor.require("viewer", process_type)

        def read(session: Session) -> tuple[int, ...]:
            bindings.of_process(session, process_type, binding_id)
            return conversations.seen(session, binding_id)

        return await self._database.read(read)

    async def flow(self, actor: Actor, process_type: str, version: int) -> Flow:
        """The version that a conversation is bound to. Raises UnknownProcess, UnknownVersion."""
        actor.require("viewer", process_type)
        return await self._database.read(lambda session: flows.loaded(session, process_type, version))


def initial(name: str | None) -> str:
    """A name for who may not read it: “A•••”."""
    return f"{name.strip()[:1]}{HIDDEN}" if name and name.strip() else "Somebody"


def _page(session: Session, wanted: Wanted, actor: Actor) -> ConversationPage:
    may = may_read(actor, wanted.process_type)
    if wanted.reference and not may:
        wanted = _impersonally(session, wanted)
    lines = conversations.listed(session, wanted._replace(limit=wanted.limit + 1))
    shown = list(_as_seen(session, lines[: wanted.limit], actor))
    rows = tuple(
        _row(line, _named(session, wanted.process_type, line.version, line.state), may) for line in shown
    )
    return ConversationPage(rows, shown[-1].cursor if len(lines) > wanted.limit else None)


def _impersonally(session: Session, wanted: Wanted) -> Wanted:
    """Found by nothing that is personal in any version, as a conversation may be bound to each."""
    numbers = [one.version for one in flows.versions(session, wanted.process_type)]
    versions = [flows.loaded(session, wanted.process_type, one) for one in numbers]
    hidden = frozenset(name for flow in versions for name in personal_fields(flow))
    return wanted._replace(unsearched=hidden, by_key=hidden.isdisjoint(flow.key for flow in versions))


def _as_seen(
    session: Session, lines: Sequence[conversations.Line], actor: Actor
) -> Iterator[conversations.Line]:
    """The lines without what was said last where that may be a hidden process's affair."""
    unsure: set[str] = set()
    if actor.role is None:
        ids = [line.conversation_id for line in lines]
        unsure = conversations.shared(session, ids, tuple(actor.grants)) | conversations.waiting(session, ids)
    for line in lines:
        hides = line.conversation_id in unsure and line.text and line.said_by != line.binding_id
        yield line._replace(text=NOT_FOR_YOU) if hides else line


def _named(session: Session, process_type: str, version: int, state: str) -> str:
    return state_name(flows.loaded(session, process_type, version), state)


def _row(line: conversations.Line, state_words: str, may: bool) -> ConversationLine:
    text = line.text or ""
    return ConversationLine(
        line.binding_id, (line.contact or "Somebody") if may else initial(line.contact), line.state, state_words,
        line.entered_at, line.active_at, line.ended_at is not None, line.outcome, line.version, line.channel, line.held,
        line.flagged, line.sender, text if may or not text else NOT_FOR_YOU,
    )  # fmt: skip


def _view(session: Session, process_type: str, binding_id: str, actor: Actor) -> ConversationView:
    found = bindings.of_process(session, process_type, binding_id)
    binding, may = found.binding, may_read(actor, process_type)
    seen = seen_by(actor, of_conversation(session, found.conversation_id))
    past = seen.past
    flow = past.beginnings[binding_id].flow
    conversation = contacts.conversation(session, found.conversation_id)
    name = contacts.facts(session, found.contact_id).name
    happened = tuple(moments(past, flow, binding_id, may))
    return ConversationView(
        binding_id, process_type, binding.version, (name or "Somebody") if may else initial(name), binding.state,
        state_name(flow, binding.state), binding.entered_at, found.created_at, found.ended_at, found.outcome,
        conversation.channel, conversation.held, found.flagged, may, binding.visits,
        tuple(one.transition for moment in happened for one in moment.candidates if one.verdict == "taken"),
        happened[-LATEST:],
        max(0, len(happened) - LATEST), _said(session, seen, conversation.seq, may),
        tuple(_data(flow, binding.data, may)),
        tuple(
            CheckLine(_check_words(flow, row.name, row.transition), row.due)
            for row in checks.armed(session, binding_id)
        ),
    )  # fmt: skip


def _said(session: Session, seen: Seen, count: int, may: bool) -> tuple[MessageLine, ...]:
    rows = messages.after(session, seen.past.conversation_id, max(0, count - LATEST), limit=LATEST)
    heard = None if seen.heard is None else changes.source_ids(session, seen.heard)
    return tuple(
        MessageLine(row.seq, row.sender, row.channel, row.text if may else NOT_FOR_YOU, row.at)
        for row in rows
        if row.binding_id not in seen.hidden
        and (row.sender == "business" or heard is None or row.source_id in heard)
    )


def _data(flow: Flow, data: Mapping[str, Any], may: bool) -> Iterator[DataLine]:
    for name, value in data.items():
        field = flow.data.get(name)
        personal = field is not None and field.pii
        if value is not None:
            yield DataLine(readable(name), HIDDEN if personal and not may else str(value), personal)


def _check_words(flow: Flow, name: str | None, transition: str | None) -> str:
    for one in flow.transitions:
        if one.id == transition:
            return transition_words(one)
    return readable(name) if name else "check"
