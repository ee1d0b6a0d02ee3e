"""A pretend conversation at one moment: everything the runtime would have stored, as an immutable value."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from flows.binding import Binding, Facts
from flows.conversation import Seat
from flows.effects import CallBackend, Content, Send
from flows.model import Flow

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""A Monday morning, where nobody says when it begins."""

HELD = "An operator has the conversation."


class Opened(NamedTuple):
    """A process of the conversation, open or ended."""

    flow: Flow
    binding: Binding
    active_at: datetime
    started_by: str | None = None
    """The binding whose `start_process` opened it."""
    outcome: str | None = None
    flagged: bool = False
    """A chain met its limit."""
    path: tuple[str, ...] = ()
    """Every transition taken so far."""

    @property
    def id(self) -> str:
        return self.binding.binding_id

    @property
    def ended(self) -> bool:
        return self.binding.state in self.flow.terminal_states

    @property
    def seat(self) -> Seat:
        """As the conversation knows it."""
        return Seat(self.flow, self.binding, self.active_at)


class Armed(NamedTuple):
    """A timer that runs."""

    order: int
    binding_id: str
    visit: int
    due: datetime
    name: str | None
    transition: str | None
    keep: bool
    depth: int


class Posted(NamedTuple):
    """A send or call that isn't settled: it goes at `not_before`, is held by an operator, or waits for its result."""

    order: int
    binding_id: str
    effect: Send | CallBackend
    status: Literal["pending", "held", "waiting"]
    not_before: datetime
    created_at: datetime
    asked: bool
    depth: int

    @property
    def planned(self) -> bool:
        return isinstance(self.effect, Send) and self.effect.due is not None


class Said(NamedTuple):
    """A message of the conversation, as its channel carried it."""

    key: str
    sender: Literal["customer", "business", "operator"]
    channel: str
    content: Content
    at: datetime
    binding_id: str | None = None
    message: str | None = None
    """Its id in the flow."""


class World(NamedTuple):
    """One contact, one conversation. What happens makes another of these; nobody changes one."""

    now: datetime
    facts: Facts
    flows: tuple[Flow, ...]
    """All that take part: those that are open, and those that could be opened."""
    opened: tuple[Opened, ...] = ()
    """Oldest first."""
    armed: tuple[Armed, ...] = ()
    posted: tuple[Posted, ...] = ()
    said: tuple[Said, ...] = ()
    last_heard: datetime | None = None
    number: int = 0
    """Of the latest thing that was stored."""
    sends_succeed: bool = True
    """By themselves; else each waits to be settled."""
    calls_succeed: bool = True
    next_fails: str | None = None
    """The code with which the next send fails."""
    handed_by: str | None = None
    """The binding that handed the conversation to an operator."""

    def process(self, binding_id: str) -> Opened | None:
        """The process with this binding."""
        return next((one for one in self.opened if one.id == binding_id), None)

    @property
    def next_due(self) -> datetime | None:
        return next_due(self.armed, self.posted)

    @property
    def buttons(self) -> tuple[tuple[str, str], ...]:
        """(title, intent) of the latest message to the customer."""
        told = next((one for one in reversed(self.said) if one.sender != "customer"), None)
        return told.content.buttons if told is not None else ()


def next_due(armed: Iterable[Armed], posted: Iterable[Posted]) -> datetime | None:
    """When the next check or planned send is due."""
    moments = [
        *(one.due for one in armed),
        *(one.not_before for one in posted if one.status == "pending"),
    ]
    return min(moments, default=None)
