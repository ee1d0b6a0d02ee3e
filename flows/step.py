"""The one mutable thing of a decision: a binding on its way to the next, gathering effects and a trace.

Actions are given the step and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any, Concatenate, ParamSpec

from flows.binding import Binding, Facts
from flows.changes import EMPTY, ContextChange
from flows.compiled import CompiledFlow
from flows.compiled_state import CompiledState
from flows.durations import Duration, add, due, minutes, parse_duration
from flows.effects import ArmCheck, Effect, Followup, Send
from flows.errors import FlowError, InvalidValue
from flows.guards import moment
from flows.model import Ask, DataField
from flows.part import Timer
from flows.paths import MISSING, read_path
from flows.templates import Formats, compile_template
from flows.values import parse_value

Params = ParamSpec("Params")

CONTACT_FIELDS: Mapping[str, DataField] = {
    "name": DataField(type="string", pii=True),
    "locale": DataField(type="string"),
    "timezone": DataField(type="string"),
    "opted_out": DataField(type="boolean"),
}
"""What every contact has; anything else is an attribute of any type."""


class Step:
    """What `decide` works on. Times are UTC; `data` and `overlay` hold JSON values."""

    __slots__ = (
        "binding_id", "change", "compiled", "contact_changes", "data", "dropped", "effects", "entered_at",
        "facts", "flagged", "index", "misses", "notes", "overlay", "process_type", "revision", "state",
        "steps", "tags", "version", "visit", "visits",
    )  # fmt: skip

    def __init__(self, compiled: CompiledFlow, binding: Binding, change: ContextChange, facts: Facts) -> None:
        self.compiled = compiled
        self.change = change
        self.facts = facts
        (
            self.binding_id, self.process_type, self.version, self.state, self.visit, self.entered_at,
            self.revision, self.data, self.visits, self.misses,
        ) = binding  # fmt: skip
        self.overlay: Mapping[str, Any] = EMPTY
        self.contact_changes: Mapping[str, Any] = EMPTY
        self.tags = facts.contact.tags
        self.effects: list[Effect] = []
        self.steps: list[Any] = []
        self.dropped: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.index = 0
        self.flagged = False

    def binding(self) -> Binding:
        """The binding as it stands now."""
        return Binding(
            self.binding_id, self.process_type, self.version, self.state, self.visit, self.entered_at,
            self.revision, self.data, self.visits, self.misses,
        )  # fmt: skip

    # Reading

    def overlaid(self, name: str) -> Any:
        """A data value, with the slots of this change laid over it; None when there is none."""
        overlay = self.overlay
        return overlay[name] if name in overlay else self.data.get(name)

    def read(self, path: str) -> Any:
        """What `path` holds now, typed; None when it is missing."""
        value = read_path(path, self.compiled.ground)(self)
        return None if value is MISSING else value

    def locale(self) -> str:
        """The contact's locale, else the flow's."""
        own = self.contact_changes.get("locale", self.facts.contact.locale)
        return str(own or self.compiled.flow.locale)

    def render(self, text: str) -> str:
        """A text for the customer, in their locale and the flow's zone."""
        return compile_template(text).render(self.read, self._formats(plain=False))

    def value(self, raw: Any) -> Any:
        """A literal as it is; a template as text that a field or a backend can parse (ISO dates, …)."""
        if isinstance(raw, str) and ("{{" in raw or "{%" in raw):
            return compile_template(raw).render(self.read, self._formats(plain=True))
        if isinstance(raw, Mapping):
            return {key: self.value(inner) for key, inner in raw.items()}
        if isinstance(raw, list | tuple):
            return [self.value(inner) for inner in raw]
        return raw

    def _formats(self, *, plain: bool) -> Formats:
        ground = self.compiled.ground
        return Formats(self.locale(), ground.zone, ground.currencies, plain=plain)

    # Emitting

    def emit(
        self,
        make: Callable[Concatenate[str, int, Params], Effect],
        *args: Params.args,
        **kwargs: Params.kwargs,
    ) -> None:
        """Add an effect, giving it its key and visit."""
        self.effects.append(
            make(f"{self.binding_id}:{self.revision}:{self.index}", self.visit, *args, **kwargs)
        )
        self.index += 1

    def note(self, sentence: str) -> None:
        """Say in the trace what was left undone."""
        self.notes.append(sentence)

    def next_revision(self) -> None:
        """Count what is applied; effects of this revision are numbered from 0."""
        self.revision += 1
        self.index = 0

    # Changing

    def move_to(self, state: str) -> CompiledState:
        """Begin a visit: the overlay stored, what earlier visits planned forgotten, the triggers' timers set."""
        self.visit += 1
        self.state = state
        self.entered_at = self.change.at
        self.visits = {**self.visits, state: self.visits.get(state, 0) + 1}
        if self.effects:
            self.effects = [x for x in self.effects if not isinstance(x, ArmCheck | Followup) or x.keep]
        if self.overlay:
            # Stored without re-arming: the timers of this visit are only about to be set.
            self.data, self.overlay = {**self.data, **self.overlay}, EMPTY
        here = self.compiled.at(state)
        if here.timers:
            self._arm_timers(here)
        return here

    def lay_over(self, slots: Mapping[str, Any]) -> None:
        """Lay the intent's declared slots over the data; what doesn't fit is dropped, and traced."""
        declared = self.compiled.slots(self.state, self.change.value)
        fitting: dict[str, Any] = {}
        for name, raw in slots.items():
            if name not in declared:
                self.dropped.append((name, f"“{self.change.value}” declares no such slot."))
            elif (value := self._fitting(name, raw)) is not None:
                fitting[name] = value
        if fitting:
            self.overlay = fitting

    def store_overlay(self) -> None:
        """Make the overlay part of the data."""
        if self.overlay:
            changed, self.overlay = self.overlay, EMPTY
            self._store(changed)

    def set_data(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Store values, None clearing a field, and return those that fit."""
        fitting: dict[str, Any] = {}
        for name, raw in values.items():
            if raw is None or (value := self._fitting(name, raw)) is not None:
                fitting[name] = None if raw is None else value
        self._store(fitting)
        return fitting

    def _store(self, changed: Mapping[str, Any]) -> None:
        before = self.data
        self.data = {name: value for name, value in {**before, **changed}.items() if value is not None}
        self._rearm({f"data.{name}" for name in changed if before.get(name) != self.data.get(name)})

    def _fitting(self, name: str, raw: Any) -> Any:
        field = self.compiled.ground.fields.get(name)
        if field is None:
            self.dropped.append((name, "The flow declares no such field."))
            return None
        return self._parsed(field, raw, name)

    def _parsed(self, field: DataField, raw: Any, name: str) -> Any:
        try:
            return parse_value(field, raw, name)
        except InvalidValue as error:
            self.dropped.append((name, str(error)))
            return None

    def set_contact(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Change the person for what follows, None clearing a value, and return those that fit."""
        fitting: dict[str, Any] = {}
        for name, raw in values.items():
            field = CONTACT_FIELDS.get(name)
            if raw is None or field is None:
                fitting[name] = raw
            elif (value := self._parsed(field, raw, name)) is not None:
                fitting[name] = value
        if fitting.get("opted_out") and not self.facts.contact.opted_out:
            self._opt_out()
        before = {name: self.read(f"contact.{name}") for name in fitting}
        self.contact_changes = {**self.contact_changes, **fitting}
        self._rearm(
            {f"contact.{name}" for name, was in before.items() if self.read(f"contact.{name}") != was}
        )
        return fitting

    # Timers

    def due_of(self, timer: Timer) -> datetime | None:
        """When a timer comes due (UTC), now if that has passed; None while there is no date to count from."""
        wanted = self._due_of(timer)
        return None if wanted is None else max(wanted, self.change.at)

    def _due_of(self, timer: Timer) -> datetime | None:
        ground = self.compiled.ground
        if timer.relative_to is None:
            length = (
                parse_duration(timer.after) if timer.after is not None else minutes(timer.delay_minutes or 0)
            )
            return add(self.change.at, length, ground.zone, ground.calendar)
        anchor = moment(self.read(timer.relative_to))
        if anchor is None:
            return None
        offset: Duration | None = parse_duration(timer.offset) if timer.offset is not None else None
        at = time.fromisoformat(timer.at) if timer.at is not None else None
        return due(anchor, offset, at, ground.zone, ground.calendar)

    def _arm_timers(self, here: CompiledState) -> None:
        for listener, trigger in here.timers:
            comes_due = self.due_of(trigger)
            if comes_due is not None:
                self.emit(ArmCheck, comes_due, transition=listener.id)

    def _rearm(self, moved: set[str]) -> None:
        """Timers that count from a field follow it, by its path."""
        if not moved:
            return
        for listener, trigger in self.compiled.at(self.state).timers:
            if trigger.relative_to in moved:
                self.emit(ArmCheck, self.due_of(trigger), transition=listener.id)

    # Asking

    def known_answer(self, ask: Ask) -> bool:
        """Whether the field a state asks for holds a valid value, so that there is no need to ask."""
        stored = self.data.get(ask.into)
        field = self.compiled.ground.fields.get(ask.into)
        if ask.again or stored is None or field is None:
            return False
        try:
            parse_value(field, stored, ask.into)
        except FlowError:
            return False
        return True

    # Taking back

    def _opt_out(self) -> None:
        """What this decision said so far still goes; what it planned for later doesn't."""
        now = self.change.at
        self.effects = [
            replace(x, last_word=True) if isinstance(x, Send) and (x.due or now) <= now else x
            for x in self.effects
        ]
