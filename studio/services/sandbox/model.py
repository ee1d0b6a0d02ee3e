"""What the sandbox is given and what it shows. All times are UTC; texts are as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from flows.changes import EMPTY
from flows.guards import ClauseTrace
from flows.hearing import Understood
from flows.model import DataField
from flows.scenario import Coverage, Played
from flows.trace import Outcome, Trace, Verdict
from flows.world.happenings import Happening

# Set-up


class Source(NamedTuple):
    """A flow that takes part."""

    process_type: str
    version: int | None = None
    """None is the draft as it is now."""
    opened: bool = True
    """Whether a process of it is open from the beginning; else an event, an intent or another process may start it."""
    data: Mapping[str, Any] = EMPTY
    """Values by data field."""


class Person(NamedTuple):
    """The pretend contact. Every channel reaches them."""

    name: str | None = "Ana"
    locale: str | None = None
    """None: the flow's."""
    timezone: str | None = None
    tags: tuple[str, ...] = ()
    opted_out: bool = False
    attributes: Mapping[str, Any] = EMPTY


class Setup(NamedTuple):
    """How a run begins."""

    sources: tuple[Source, ...]
    """The first one is the flow the run is about."""
    at: datetime
    person: Person = Person()
    channel: str = "chat"
    sends_succeed: bool = True
    """By themselves; else each waits for a `Settle`."""
    calls_succeed: bool = True
    bucket: int = 0
    """0–99, the conversation's place in experiments."""


# One step


class Heard(NamedTuple):
    """What was understood of what the customer said."""

    text: str
    detector: str
    """`local`, `local-spelling`, `button` for a press, `given` for a `Hear`, `none` where nobody listened."""
    heard: tuple[Understood, ...]
    """In spoken order, with confidence 0–1, evidence and slots; none: it was not understood."""
    runner_up: tuple[str, float] | None
    """The best intent that was not heard, and how near it came."""
    scores: tuple[tuple[str, float], ...]
    """Best first, those below the threshold too."""
    threshold: float | None
    """Below it, the detector abstains; None where none was asked."""


class CandidateRow(NamedTuple):
    """A transition that listened, and what became of it."""

    transition: str
    words: str
    """What it listens for: “promise to pay, if …”."""
    verdict: Verdict
    why: str
    """The verdict in words."""
    clauses: tuple[ClauseTrace, ...]
    """Each condition: field, op, expected, actual, holds, and why it can't hold."""


class ToldRow(NamedTuple):
    """One process was told of one change."""

    binding_id: str
    process_type: str
    change: str
    """The change in words."""
    at: datetime
    outcome: Outcome
    words: str
    """What came of it, in a sentence."""
    taken: tuple[str, ...]
    """Every transition taken, in order; `always` ones too."""
    from_state: str
    to_state: str
    candidates: tuple[CandidateRow, ...]
    dropped: tuple[tuple[str, str], ...]
    """Values that didn't fit, each with the reason."""
    notes: tuple[str, ...]
    """What was left undone."""
    trace: Trace


Fate = Literal["sent", "waiting", "planned", "held", "postponed", "failed", "void"]
"""`waiting`: for its result by hand; `held`: for the operator's release; `postponed`: by the contact policy."""


class MessageRow(NamedTuple):
    """A message as its channel shows it, or would."""

    key: str
    """The effect's key; of a customer's or an operator's message, its own."""
    sender: Literal["customer", "business", "operator"]
    channel: str
    text: str
    subject: str | None
    """Only where the channel has one."""
    speech: str | None
    """Only on voice."""
    template: str | None
    """A WhatsApp template's name."""
    buttons: tuple[tuple[str, str], ...]
    """(title, intent)."""
    fate: Fate
    why: str
    """Why it did not go, or not yet, in a sentence; empty when it went."""
    at: datetime
    """When it was said, or is to be."""
    message: str | None
    """The message's id in the flow."""
    binding_id: str | None
    locale: str = ""


class CallRow(NamedTuple):
    """A backend call."""

    key: str
    binding_id: str
    operation: str
    arguments: Mapping[str, Any]
    fate: Literal["done", "waiting", "failed"]
    answer: Mapping[str, Any]
    at: datetime


class CheckRow(NamedTuple):
    """A timer. `due`: it fired in this step."""

    binding_id: str
    name: str
    """The check's name, or the transition whose trigger armed it, in words."""
    transition: str | None
    due: datetime
    fate: Literal["armed", "void", "due"]
    armed_now: bool
    """Whether this step armed it."""


class BindingRow(NamedTuple):
    """A process as it stands after the step."""

    binding_id: str
    process_type: str
    title: str
    version: int | None
    """None is the draft."""
    state: str
    ended: bool
    outcome: str | None
    visits: Mapping[str, int]
    """How often each state was entered."""
    path: tuple[str, ...]
    """Every transition taken so far, in order."""
    data: Mapping[str, Any]
    data_before: Mapping[str, Any]
    """Before this step; equal to `data` when it changed nothing."""
    started_by: str | None
    flagged: bool


class Step(NamedTuple):
    """Something happened, and everything that followed from it by itself."""

    id: str
    parent: str | None
    """None: the start."""
    happening: Happening | None
    """None: the start."""
    words: str
    """What happened: “Ana says “I'll pay on Friday””."""
    at: datetime
    """After the step."""
    understood: Heard | None
    told: tuple[ToldRow, ...]
    messages: tuple[MessageRow, ...]
    """Those of this step, in order: said, sent, held, planned, failed."""
    calls: tuple[CallRow, ...]
    checks: tuple[CheckRow, ...]
    """All that are armed now, and those that this step made void or due."""
    bindings: tuple[BindingRow, ...]
    """Oldest first, ended ones too."""
    channel: str
    held: bool
    """Whether an operator has the conversation."""
    contact: Person
    contact_before: Person
    problems: tuple[str, ...]
    """What a draft could not do here, in sentences."""

    @property
    def binding(self) -> BindingRow | None:
        """The first process: the flow that the run is about, once it is open."""
        return next(iter(self.bindings), None)


# A run


class Awaited(NamedTuple):
    """A send or backend call that waits for its result by hand (`Settle`)."""

    key: str
    kind: Literal["send", "call"]
    words: str


class Fork(NamedTuple):
    """One way the run went: from the start to a step that nothing follows."""

    end: str
    """The last step's id."""
    parted: str
    """The step after which it left the others; the start's where there is only one."""
    steps: int
    words: str
    """What was done first on it."""
    current: bool


class Real(NamedTuple):
    """The real conversation that a run goes on from. Nothing of the run reaches it."""

    binding_id: str
    order: int
    """The line of its history that it goes on behind."""
    at: datetime
    steps: int
    """How many of the run's steps really happened: the first ones."""


class Run(NamedTuple):
    """A run as the page shows it now."""

    process_type: str
    setup: Setup
    here: str
    """The step we are at."""
    line: tuple[Step, ...]
    """From the start through `here` to the end of this fork: the timeline."""
    forks: tuple[Fork, ...]
    messages: tuple[MessageRow, ...]
    """The conversation up to `here`, in order."""
    awaited: tuple[Awaited, ...]
    buttons: tuple[tuple[str, str], ...]
    """Those that can be pressed now."""
    manual: tuple[tuple[str, str], ...]
    """(binding, value) of the manual transitions that listen now."""
    next_due: datetime | None
    """When the next check or planned send is due; None: nothing is planned."""
    stale: bool = False
    """A draft was changed since: the run plays what it was; `replay_on` plays it on what it is."""
    real: Real | None = None
    """Set where it began as a real conversation, see `open_real`."""

    @property
    def step(self) -> Step:
        """The step we are at."""
        return next(step for step in self.line if step.id == self.here)


class Difference(NamedTuple):
    """One thing in which two forks differ at their ends."""

    what: str
    """“State of Payment collection”, “promised date”, “Message 3”."""
    one: str
    other: str


class Comparison(NamedTuple):
    """Two forks side by side."""

    parted: str
    """The last step they share."""
    one: tuple[Step, ...]
    """What came after, on the one."""
    other: tuple[Step, ...]
    states: tuple[Difference, ...]
    data: tuple[Difference, ...]
    messages: tuple[Difference, ...]


# What to enter


class EventField(NamedTuple):
    """A value an event may carry."""

    name: str
    field: DataField
    """The type to enter it as: the data field it is compared with or stored into, else text."""
    known: Any = None
    """What the open process holds for it (its key, say): to begin with."""


class EventForm(NamedTuple):
    """A backend event that some flow of the run hears, with what its conditions, texts and key read of it."""

    value: str
    process_types: tuple[str, ...]
    heard_now: bool
    """Whether an open process listens for it in its state, or it would start one."""
    fields: tuple[EventField, ...]


# Scenarios


class Report(NamedTuple):
    """Scenarios that were played, and the transitions they take together."""

    played: tuple[Played, ...]
    coverage: Coverage
    detector: str

    @property
    def passed(self) -> bool:
        return all(one.passed for one in self.played)


class Progress(NamedTuple):
    """How far playing has come, and what was played last."""

    done: int
    of: int
    played: Played
