"""What a case is, and the small maps that many are made of."""

from __future__ import annotations

from typing import Any, NamedTuple

from flows.model import Flow
from tests.flows.build import flow, on


class Case(NamedTuple):
    """A map that gives a finding of `code` at `at`, whose sentence holds `says`."""

    code: str
    at: str
    says: str
    flow: Flow


class Clean(NamedTuple):
    """A map that looks like one with a finding of `code`, and gives none."""

    code: str
    why: str
    flow: Flow


DATA = {
    "amount": {"type": "number"},
    "due": {"type": "date"},
    "tier": {"type": "string", "choices": ["a", "b"]},
}
WAIT = {"type": "timeout", "value": "no_response"}


def check_in(length: str, name: str | None = None) -> dict[str, Any]:
    """The action that arms a check."""
    return {"type": "schedule_check", "after": length, "value": name}


def split(first: Any, second: Any, **rest: Any) -> Flow:
    """Two ways out of `open` for the same event, with these conditions."""
    ways = [("low", "small", first), ("high", "large", second)]
    heard = [on("event paid", "open", target, id=name, when=when) for name, target, when in ways]
    return flow(*heard, on("event x", ["small", "large"], "done"), data=DATA, **rest)


def said(**intents: Any) -> Flow:
    """Intents heard in `open`, each with its examples."""
    heard = [on(f"intent {name}", "open", "done") for name in intents]
    declared = {name: {"examples": examples} for name, examples in intents.items()}
    return flow(*heard, intents=declared)


def guarded(*parts: Any) -> Flow:
    """One way out of `open`, under these conditions."""
    return flow(on("event paid", "open", "done", id="pay", when={"all": list(parts)}), data=DATA)


DONE = on("event paid", "open", "done", id="pay")
SENT = {"type": "send_message", "message": "hello"}


def greeting(**message: Any) -> Flow:
    """A flow that sends the message `hello`."""
    return flow(on("event x", "open", "done", SENT), messages={"hello": {"text": "Hi", **message}})


def asking(**rest: Any) -> Flow:
    """A flow whose first state asks for the date that something is due."""
    ask = {"message": "when", "into": "due"}
    states = [{"id": "open", "ask": {**ask, **rest.pop("ask", {})}}, "done"]
    ways = rest.pop("ways", (DONE,))
    return flow(*ways, states=states, **{"data": DATA, "messages": {"when": {"text": "?"}}, **rest})
