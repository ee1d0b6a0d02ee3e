"""A pretend conversation's sends and backend calls attempted, each once and in the order they were stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.changes import EMPTY
from flows.effects import CallBackend, Send
from flows.errors import ScenarioError
from flows.sending import PREFERRED, SAME, Go, Later, Never, Refusal, SendFacts, channel_order
from flows.world.entries import CallEntry, SaidEntry, SendEntry
from flows.world.going import Going
from flows.world.world import HELD, Posted, Said

NOWHERE = Refusal("no_channel", "The contact can't be reached on any of the channels asked for.")
FAILED_BY_HAND = "It was made to fail."
TOO_EARLY = "Nobody asked for it, and the flow's hours begin later."


def deliver_all(going: Going) -> bool:
    """Attempt everything that may go now; False when there was nothing."""
    attempted = False
    while (posted := _next(going)) is not None:
        attempted = True
        match posted.effect:
            case CallBackend() as call:
                _call(going, posted, call)
            case Send() as send:
                _send(going, posted, send)
    return attempted


def _next(going: Going) -> Posted | None:
    ready = (one for one in going.posted if one.status == "pending" and one.not_before <= going.now)
    return min(ready, key=lambda one: one.order, default=None)


def settle(going: Going, posted: Posted, payload: Mapping[str, Any] = EMPTY, code: str | None = None) -> None:
    """What was attempted succeeded; with a `code`, it failed. `payload` is what the company's system answers.

    Raises ScenarioError for the success of a send that was refused.
    """
    match posted.effect:
        case CallBackend() as call:
            _answered(going, posted, call, payload, code)
        case Send() as send:
            said = next((one for one in reversed(going.said) if one.key == send.key), None)
            if code is not None:
                going.said = [one for one in going.said if one is not said]
                refusal, channel = Refusal(code, FAILED_BY_HAND), said.channel if said else None
                going.entries.append(_failed(going, posted, send, refusal))
                _give_up(going, posted, send, refusal, channel)
            elif said is not None:
                going.entries.append(SaidEntry(said))
                _succeed(going, posted, send, said.channel)
            else:
                raise ScenarioError("It was never said, so it can only fail.")


def _call(going: Going, posted: Posted, call: CallBackend) -> None:
    if going.calls_succeed:
        _answered(going, posted, call, EMPTY)
        return
    going.keep(posted, posted._replace(status="waiting"))
    going.entries.append(CallEntry(call, posted.binding_id, "waiting", EMPTY, going.now))


def _answered(
    going: Going, posted: Posted, call: CallBackend, payload: Mapping[str, Any], code: str | None = None
) -> None:
    going.take(posted)
    about = {"operation": call.operation}
    if code is None:
        going.entries.append(CallEntry(call, posted.binding_id, "done", payload, going.now))
        _result(going, posted, "backend_updated", payload, about)
        return
    answer = {"code": code, "detail": FAILED_BY_HAND}
    going.entries.append(CallEntry(call, posted.binding_id, "failed", answer, going.now))
    _result(going, posted, "backend_failed", answer, about)


def _send(going: Going, posted: Posted, send: Send) -> None:
    if going.held and posted.not_before > posted.created_at:
        going.keep(posted, posted._replace(status="held"))
        going.entries.append(SendEntry(send, posted.binding_id, "held", HELD, posted.not_before))
        return
    facts = SendFacts(
        going.opened[posted.binding_id].flow, going.now, going.facts.contact.opted_out, send.last_word,
        send.content.urgent, posted.asked, going.last_heard,
    )  # fmt: skip
    match going.hooks.may_send(facts):
        case Later(until):
            going.keep(posted, posted._replace(not_before=until))
            going.entries.append(SendEntry(send, posted.binding_id, "postponed", TOO_EARLY, until))
        case Never(code, reason):
            _fail(going, posted, send, Refusal(code, reason))
        case Go():
            _reach(going, posted, send)


def _reach(going: Going, posted: Posted, send: Send) -> None:
    """Say it on the first channel that can, in the order the action names them."""
    if going.next_fails is not None:
        code, going.next_fails = going.next_fails, None
        _fail(going, posted, send, Refusal(code, FAILED_BY_HAND))
        return
    refusal, refused_by = NOWHERE, None
    for channel in _ways(going, send):
        fitted = going.hooks.fit(send.content, channel)
        if isinstance(fitted, Refusal):
            refusal, refused_by = fitted, channel
            continue
        said = Said(send.key, "business", channel, fitted, going.now, posted.binding_id, send.message)
        _say(going, posted, send, said)
        return
    _fail(going, posted, send, refusal, refused_by)


def _ways(going: Going, send: Send) -> list[str]:
    known = going.hooks.channels
    asked_for = going.facts.contact.attributes.get("preferred_channel")
    order = channel_order(send.channel, going.facts.conversation.channel, asked_for, known or ())
    ways = order if known is None else [name for name in order if name in known]
    return ways or (list(going.hooks.own) if {SAME, PREFERRED} & set(send.channel) else [])


def _say(going: Going, posted: Posted, send: Send, said: Said) -> None:
    going.said.append(said)
    opened = going.opened[posted.binding_id]
    going.put(opened._replace(active_at=max(opened.active_at, going.now)))
    going.entries.append(SaidEntry(said, waiting=not going.sends_succeed))
    if going.sends_succeed:
        _succeed(going, posted, send, said.channel)
    else:
        going.keep(posted, posted._replace(status="waiting"))


def _succeed(going: Going, posted: Posted, send: Send, channel: str) -> None:
    going.take(posted)
    payload = {"channel": channel, "message": send.message}
    _result(going, posted, "outreach_sent", payload, {"message": send.message}, channel)


def _fail(going: Going, posted: Posted, send: Send, refusal: Refusal, channel: str | None = None) -> None:
    """It can't be said, which is told like any other result: by itself, or by hand."""
    going.entries.append(_failed(going, posted, send, refusal))
    if going.sends_succeed:
        _give_up(going, posted, send, refusal, channel)
    else:
        going.keep(posted, posted._replace(status="waiting"))


def _failed(going: Going, posted: Posted, send: Send, refusal: Refusal) -> SendEntry:
    return SendEntry(send, posted.binding_id, "failed", refusal.reason, going.now)


def _give_up(going: Going, posted: Posted, send: Send, refusal: Refusal, channel: str | None) -> None:
    going.take(posted)
    payload = {"code": refusal.code, "detail": refusal.reason}
    _result(going, posted, "delivery_failed", payload, {"message": send.message}, channel)


def _result(
    going: Going,
    posted: Posted,
    value: str,
    payload: Mapping[str, Any],
    about: Mapping[str, Any],
    channel: str | None = None,
) -> None:
    change = going.change(
        "action", value, "effect", payload=payload, about=about, channel=channel, binding_id=posted.binding_id,
        visit=posted.effect.visit, depth=posted.depth + 1,
    )  # fmt: skip
    going.store(change)
