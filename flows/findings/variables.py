"""`undeclared-variable`: data that conditions, texts and actions use and the flow doesn't declare."""

from __future__ import annotations

from collections.abc import Iterator

from flows.findings import places
from flows.findings.finding import At, Check, Finding, Fix, did_you_mean
from flows.findings.places import Place, whole
from flows.model import Flow

_CONVERSATION = ("channel", "in_hours", "held", "bucket")
_FREE = ("contact", "event", "visits")
"""Contacts have attributes of their own, events keys of their own; visits are states, looked up elsewhere."""


def undeclared_variables(flow: Flow) -> Iterator[Finding]:
    for place, name in _stored(flow):
        yield from _unless_declared(flow, place, name)
    for place, path in places.reads(flow):
        yield from _unless_readable(flow, place, path)


def _stored(flow: Flow) -> Iterator[tuple[Place, str]]:
    """Every data field that is written, asked for, or named as such."""
    if flow.key is not None:
        yield whole(flow, "key"), flow.key
    for (place, _), state in zip(places.states(flow), flow.states, strict=True):
        if state.ask is not None:
            yield place.inner("ask", "into"), state.ask.into
    for name, intent in flow.intents.items():
        for slot in intent.slots:
            yield Place(At("intent", name), ("intents", name, "slots", slot), flow), slot
    for place, action in places.actions(flow):
        yield from ((place, name) for kind, name in action.references() if kind == "data")
    for name, message in flow.messages.items():
        for i, attachment in enumerate(message.attachments):
            if "{" not in attachment and "/" not in attachment:
                path = ("messages", name, "attachments", i)
                yield Place(At("message", name), path, flow), attachment


def _unless_readable(flow: Flow, place: Place, path: str) -> Iterator[Finding]:
    root, _, rest = path.partition(".")
    if root == "data":
        yield from _unless_declared(flow, place, rest.partition(".")[0])
    elif root == "conversation":
        if rest not in _CONVERSATION:
            message = f"In {place.words}, “{path}” is read, which a conversation doesn't have."
            question, _ = did_you_mean(
                rest, {name: f"conversation.{name}" for name in _CONVERSATION}, place.path
            )
            yield _undeclared(place, message + question)
    elif path != "now" and (root not in _FREE or not rest):
        message = f"In {place.words}, “{path}” is read, but nothing has that name."
        meant = f" Write “data.{root}”." if root in flow.data else ""
        yield _undeclared(place, message + meant)


def _unless_declared(flow: Flow, place: Place, name: str) -> Iterator[Finding]:
    if name in flow.data:
        return
    message = f"In {place.words}, “{name}” is used, but it isn't among the flow's data."
    question, _ = did_you_mean(name, {known: known for known in flow.data}, place.path)
    declare = Fix("set", ("data", name), f"Declare “{name}” as a text.", {"type": "string"})
    yield _undeclared(place, message + question, None if question else declare)


def _undeclared(place: Place, message: str, fix: Fix | None = None) -> Finding:
    return Finding("undeclared-variable", "error", place.at, message, place.path, fix=fix)


CHECKS = (Check({"undeclared-variable": "error"}, undeclared_variables),)
