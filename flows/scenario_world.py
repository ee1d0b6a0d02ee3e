"""The world a scenario is played in: one contact, one binding, checks and follow-ups, and a virtual clock."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.binding import Binding, ContactFacts, ConversationFacts, Facts
from flows.changes import EMPTY, ContextChange, Kind
from flows.conversation import Seat, Told, facts_after, hearing, intents, tell, tell_message, with_values
from flows.decide import start
from flows.durations import add, parse_duration
from flows.effects import ArmCheck, CallBackend, Effect, Escalate, Followup, Send
from flows.errors import InvalidDuration, ScenarioError
from flows.hearing import UNMATCHED, Hearing, Understanding
from flows.model import Flow
from flows.scenario_model import Scenario, Step
from flows.trace import Trace
from flows.values import missing_required, parse_values

Understand = Callable[[str, Hearing, datetime], Understanding]
"""The detector in use: text, what can be heard, now (UTC)."""

SOON = timedelta(minutes=1)
"""A timer shorter than this passes the depth of its cause on; a later one starts afresh."""
DEFAULT_START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""A Monday morning, when a scenario doesn't say."""


@dataclass
class _Planned:
    """A check or a follow-up that waits for its time."""

    due: datetime
    effect: ArmCheck | Send
    order: int
    depth: int


@dataclass
class World:
    """One contact, one conversation, one binding, and a clock that only `wait` moves."""

    flow: Flow
    scenario: Scenario
    understand: Understand
    now: datetime = DEFAULT_START
    planned: list[_Planned] = field(default_factory=list)
    held: list[Send] = field(default_factory=list)
    results: deque[ContextChange] = field(default_factory=deque)
    """Stored, and told once everything before them is carried out."""
    got: dict[str, Any] = field(default_factory=dict)
    ids: int = 0

    def __post_init__(self) -> None:
        given = self.scenario.start
        self.now = _instant(given.at) if given.at is not None else DEFAULT_START
        contact = with_values(ContactFacts(tags=tuple(given.contact.get("tags", ()))), given.contact)
        self.facts = Facts(contact, ConversationFacts(given.channel))
        values = parse_values(self.flow.data, given.data, defaults=True)
        if missing := missing_required(self.flow.data, values):
            raise ScenarioError(f"The start lacks {', '.join(missing)}.")
        version = self.flow.version or 0
        self.binding = Binding("scenario", self.flow.process_type, version, "", 0, self.now, 0, values)

    def begin(self) -> list[Trace]:
        """Start the process."""
        self._expectations()
        change = self._change("manual", "start")
        decision = start(self.flow, self.binding, change, self.facts)
        traces = self._settle([Told(change, self.binding, decision)])
        self._summarise(traces)
        return traces

    def play(self, step: Step) -> list[Trace]:
        """Do one step, and everything that follows from it by itself."""
        self.binding = _reloaded(self.binding)
        self._expectations()
        if step.channel is not None:
            self.facts = self.facts._replace(
                conversation=self.facts.conversation._replace(channel=step.channel)
            )
        traces = self._play(step)
        self._summarise(traces)
        return traces

    def _play(self, step: Step) -> list[Trace]:
        match step.kind:
            case "say":
                return self._say(step.say or "")
            case "press":
                return self._hear(self._pressed(step.press or ""), {})
            case "intent":
                return self._hear(step.intent or "", step.slots)
            case "event" | "action" | "manual" as kind:
                return self._happen(kind, getattr(step, kind), step.payload)
            case "wait":
                return self._wait(step.wait or "")
            case _:
                raise ScenarioError(f"A step can't be “{step.kind}”.")

    # What can happen

    def _say(self, text: str) -> list[Trace]:
        if self.facts.conversation.held:
            return []
        message = self._change("intent", None, about={"message": text})
        can_hear = hearing([self._seat()], self.facts.contact)
        heard = self.understand(text, can_hear, self.now).heard
        self.got["intent"] = heard[0].intent if heard else UNMATCHED
        told = tell_message([self._seat()], message, intents(message, heard, can_hear.question), self.facts)
        return self._settle(told)

    def _hear(self, intent: str, slots: dict[str, Any]) -> list[Trace]:
        if self.facts.conversation.held:
            return []
        self.got["intent"] = intent
        change = self._change("intent", intent, payload={"slots": slots})._replace(confidence=1.0)
        changes = [] if intent == UNMATCHED else [change]
        return self._settle(tell_message([self._seat()], change, changes, self.facts))

    def _pressed(self, title: str) -> str:
        for message in self.flow.messages.values():
            alternatives = (message.buttons, *(words.buttons or () for words in message.locales.values()))
            for button in (button for buttons in alternatives for button in buttons):
                if button.title == title:
                    return button.intent
        raise ScenarioError(f"No message has a button “{title}”.")

    def _happen(self, kind: Kind, value: str, payload: dict[str, Any]) -> list[Trace]:
        # An event may carry another process's key; everything else is said to this binding by name.
        named = None if kind == "event" else self.binding.binding_id
        change = self._change(kind, value, payload=payload, binding_id=named)
        traces = self._tell(change)
        if kind == "action" and value == "operator_released":
            traces += self._release()
        return traces

    def _wait(self, text: str) -> list[Trace]:
        until = self._until(text)
        traces: list[Trace] = []
        while (planned := self._next(until)) is not None:
            self.planned.remove(planned)
            self.now = max(self.now, planned.due)
            traces += self._come_due(planned)
        self.now = max(self.now, until)
        return traces

    def _until(self, text: str) -> datetime:
        try:
            ground = self.flow.compiled.ground
            return add(self.now, parse_duration(text), ground.zone, ground.calendar)
        except InvalidDuration:
            return _instant(text)

    def _next(self, until: datetime) -> _Planned | None:
        waiting = [planned for planned in self.planned if planned.due <= until]
        return min(waiting, key=lambda planned: (planned.due, planned.order), default=None)

    def _come_due(self, planned: _Planned) -> list[Trace]:
        effect = planned.effect
        if isinstance(effect, Send):
            self._send(effect, planned.depth)
            return self._follow()
        source, value = ("check", effect.name) if effect.transition is None else ("timer", effect.transition)
        visit = None if effect.keep else effect.visit
        about = {"due": planned.due}
        return self._tell(
            self._change("timeout", value, source=source, visit=visit, about=about, depth=planned.depth)
        )

    # What follows

    def _tell(self, change: ContextChange) -> list[Trace]:
        return self._settle(tell([self._seat()], change, self.facts))

    def _settle(self, told: Iterable[Told]) -> list[Trace]:
        return [*self._apply(told), *self._follow()]

    def _apply(self, told: Iterable[Told]) -> list[Trace]:
        traces: list[Trace] = []
        for change, _before, decision in told:
            traces.append(decision.trace)
            self._left(decision.binding.visit)
            self.binding = decision.binding
            self.facts = facts_after(self.facts, decision.effects)
            for effect in decision.effects:
                self._carry_out(effect, change.depth)
        return traces

    def _follow(self) -> list[Trace]:
        traces: list[Trace] = []
        while self.results:
            traces += self._apply(tell([self._seat()], self.results.popleft(), self.facts))
        return traces

    def _left(self, visit: int) -> None:
        if visit != self.binding.visit:
            self.planned = [planned for planned in self.planned if planned.effect.keep]

    def _carry_out(self, effect: Effect, depth: int) -> None:
        if not (isinstance(effect, ArmCheck) and effect.transition is not None):
            self.got["effects"].append(effect.type)
        match effect:
            case ArmCheck():
                self._arm(effect, depth)
            case Followup(due=datetime() as due):
                self._plan(due, effect, depth)
            case Send():
                self._send(effect, depth)
            case CallBackend():
                self._result("backend_updated", effect, depth, {"operation": effect.operation})
            case Escalate():
                self.facts = self.facts._replace(conversation=self.facts.conversation._replace(held=True))
            case _:
                pass

    def _arm(self, effect: ArmCheck, depth: int) -> None:
        if effect.transition is not None:
            self.planned = [p for p in self.planned if not _is_timer(p.effect, effect.transition)]
        if effect.due is not None:
            self._plan(effect.due, effect, depth)

    def _plan(self, due: datetime, effect: ArmCheck | Send, depth: int) -> None:
        soon = due - self.now < SOON
        self.planned.append(_Planned(due, effect, self._order(), depth + 1 if soon else 0))

    def _send(self, effect: Send, depth: int) -> None:
        if self.facts.contact.opted_out and not effect.last_word:
            self._result("delivery_failed", effect, depth)
        elif self.facts.conversation.held:
            self.held.append(effect)
        else:
            self.got["sends"].append(effect.message)
            self._result("outreach_sent", effect, depth)

    def _release(self) -> list[Trace]:
        self.facts = self.facts._replace(conversation=self.facts.conversation._replace(held=False))
        released, self.held = self.held, []
        current = [send for send in released if send.keep or send.visit == self.binding.visit]
        for send in current:
            self._send(send, 0)
        return self._follow()

    def _result(
        self, value: str, effect: Send | CallBackend, depth: int, about: Mapping[str, Any] = EMPTY
    ) -> None:
        if self.scenario.start.auto_results:
            self.results.append(
                self._change(
                    "action",
                    value,
                    source="effect",
                    visit=effect.visit,
                    about=about,
                    depth=depth + 1,
                    binding_id=self.binding.binding_id,
                )
            )

    # Small things

    def _seat(self) -> Seat:
        return Seat(self.flow, self.binding, self.now)

    def _order(self) -> int:
        self.ids += 1
        return self.ids

    def _change(self, kind: Kind, value: str | None, **more: Any) -> ContextChange:
        more.setdefault("source", "scenario")
        return ContextChange(
            f"change-{self._order()}", kind, value, self.now, channel=self.facts.conversation.channel, **more
        )

    def _expectations(self) -> None:
        self.got = {"sends": [], "effects": [], "intent": None}

    def _summarise(self, traces: list[Trace]) -> None:
        armed = sorted((p for p in self.planned if isinstance(p.effect, ArmCheck)), key=lambda p: p.order)
        names = [p.effect.name or p.effect.transition or "" for p in armed if isinstance(p.effect, ArmCheck)]
        taken = [trace.taken for trace in traces if trace.taken is not None]
        self.got |= {
            "state": self.binding.state,
            "taken": taken[-1] if taken else None,
            "data": dict(self.binding.data),
            "checks": names,
            "ended": self.binding.state in self.flow.terminal_states,
        }


def _is_timer(effect: ArmCheck | Send, transition: str) -> bool:
    return isinstance(effect, ArmCheck) and effect.transition == transition


def _reloaded(binding: Binding) -> Binding:
    stored = json.loads(
        json.dumps({**binding._asdict(), "entered_at": binding.entered_at.isoformat(), **_mappings(binding)})
    )
    return Binding(**{**stored, "entered_at": datetime.fromisoformat(stored["entered_at"])})


def _mappings(binding: Binding) -> dict[str, Any]:
    return {"data": dict(binding.data), "visits": dict(binding.visits)}


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ScenarioError(
            f"“{text}” is neither a duration nor an instant such as 2026-03-02T09:00:00+01:00."
        ) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
