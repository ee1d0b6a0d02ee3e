"""Small flows, bindings and changes to play with, at a frozen time: Monday 2 March 2026, 08:00 UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from flows.binding import Binding, ContactFacts, ConversationFacts, Facts
from flows.changes import ContextChange
from flows.decide import NO_FACTS, Decision, decide, start
from flows.model import Flow

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def utc(text: str) -> datetime:
    """`2026-03-02 09:00` as an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def on(
    trigger: str | dict[str, Any],
    source: str | Iterable[str],
    target: str | None = None,
    *actions: dict[str, Any],
    **rest: Any,
) -> dict[str, Any]:
    """A transition: `on("intent pay", "open", "paid")`; without a target it stays."""
    sources = [source] if isinstance(source, str) else list(source)
    heard = _trigger(trigger) if isinstance(trigger, str) else trigger
    return {"from_states": sources, "to_state": target, "trigger": heard, "actions": list(actions), **rest}


def _trigger(text: str) -> dict[str, Any]:
    kind, _, value = text.partition(" ")
    return {"type": kind, "value": value} if value else {"type": kind}


def after(length: str) -> dict[str, Any]:
    """A timeout trigger that arms itself on entry."""
    return {"type": "timeout", "after": length}


def relative(path: str, offset: str | None = None, at: str | None = None) -> dict[str, Any]:
    """A timeout trigger that counts from a date."""
    return {"type": "timeout", "relative_to": path, "offset": offset, "at": at}


def says(text: str) -> dict[str, Any]:
    """The action that sends this text."""
    return {"type": "send_message", "text": text}


def clause(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


def flow(*transitions: dict[str, Any], **rest: Any) -> Flow:
    """A flow of these transitions: its states are those they name, the first initial, `done` terminal."""
    whole = {"schema": "converse.flow/v1", "process_type": "demo", "transitions": transitions, **rest}
    states = list(whole.setdefault("states", _named(transitions)))
    ids = [state if isinstance(state, str) else state["id"] for state in states]
    whole.setdefault("initial_state", ids[0])
    whole.setdefault("terminal_states", ["done"] if "done" in ids else [])
    return Flow.model_validate(whole)


def _named(transitions: Iterable[dict[str, Any]]) -> list[str]:
    names = [name for item in transitions for name in (*item["from_states"], item.get("to_state"))]
    return list(dict.fromkeys(name for name in names if name not in (None, "*"))) or ["open"]


def bound(made: Flow, state: str | None = None, **rest: Any) -> Binding:
    """A binding on its first visit to `state` (the initial one); `rest` are its other values."""
    at = state or made.initial_state
    fresh = Binding("b", made.process_type, 1, at, 1, NOW, 0, {}, {at: 1})
    return fresh._replace(**rest)


def begun(made: Flow, facts: Facts = NO_FACTS, **data: Any) -> Decision:
    """What `start` makes of the flow."""
    fresh = Binding("b", made.process_type, 1, "", 0, NOW, 0, data)
    return start(made, fresh, ContextChange("c-0", "manual", "start", NOW), facts)


def change(kind: Any, value: str | None, **rest: Any) -> ContextChange:
    return ContextChange(**{"id": "c-1", "kind": kind, "value": value, "at": NOW, **rest})


def intent(value: str, confidence: float | None = 1.0, **slots: Any) -> ContextChange:
    return change("intent", value, confidence=confidence, payload={"slots": slots})


def event(value: str, **payload: Any) -> ContextChange:
    return change("event", value, payload=payload)


def result(value: str, **rest: Any) -> ContextChange:
    return change("action", value, source="effect", **rest)


def check(name: str | None, **rest: Any) -> ContextChange:
    """A check that an action armed comes due."""
    return change("timeout", name, source="check", **rest)


def timer(transition: str, **rest: Any) -> ContextChange:
    """A check that a trigger armed comes due."""
    return change("timeout", transition, source="timer", **rest)


def manual(value: str, **payload: Any) -> ContextChange:
    return change("manual", value, source="operator", payload=payload)


def taken(
    made: Flow, happened: ContextChange, state: str | None = None, facts: Facts = NO_FACTS, **rest: Any
) -> str | None:
    """Which transition a change takes."""
    return decide(made, bound(made, state, **rest), happened, facts).trace.taken


def effects(decision: Decision) -> list[Any]:
    """What is to be done, each as whatever it is."""
    return list(decision.effects)


def texts(decision: Decision) -> list[str]:
    """What is said, in order."""
    return [effect.content.text for effect in decision.effects if hasattr(effect, "content")]


def about(contact: Mapping[str, Any] | None = None, **conversation: Any) -> Facts:
    """Facts of a contact and a conversation."""
    return Facts(ContactFacts(**(contact or {})), ConversationFacts(**conversation))
