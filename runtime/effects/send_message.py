"""A message sent: stored as a row, then one attempt on the first channel that reaches the contact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlmodel import Session

from flows.effects import Content, Send
from flows.sending import PREFERRED, SAME, Go, Later, Never, channel_order
from runtime import clock
from runtime.channels.base import Adapter, Outgoing
from runtime.channels.fitting import fitted
from runtime.channels.registry import adapters
from runtime.effects.results import Refusal, failed, refused, succeeded
from runtime.effects.scope import Scope
from runtime.errors import DeliveryError
from runtime.policy.contact_policy import may_send
from runtime.store import bindings, contacts, outbox
from runtime.store.tables import ConversationRow, OutboxRow

NO_CHANNEL = "The contact can't be reached on any of the channels asked for."


def record(scope: Scope, effect: Send) -> None:
    """Store a send; in a conversation that an operator holds it waits for the release."""
    outbox.add(
        scope.session,
        outbox.NewEffect(
            key=effect.key,
            conversation_id=scope.conversation.id,
            binding_id=scope.binding.binding_id,
            visit=effect.visit,
            type=effect.type,
            payload={
                "message": effect.message,
                "content": asdict(effect.content),
                "channel": list(effect.channel),
                "last_word": effect.last_word,
            },
            not_before=effect.due or clock.now(),
            planned=effect.due is not None,
            keep=effect.keep,
            asked=scope.change.kind == "intent",
            held=scope.conversation.held,
            depth=scope.change.depth if effect.due is None else scope.depth_of(effect.due),
        ),
    )


def deliver(session: Session, row: OutboxRow) -> None:
    """Attempt a claimed send and settle it, falling back along its channels. Part of the claim's transaction."""
    conversation = contacts.conversation(session, row.conversation_id)
    if conversation.held and row.not_before > row.created_at:
        # What was to go later goes after the release; what was said before the handover still goes.
        outbox.keep_held(session, row)
        return
    match may_send(session, conversation, row):
        case Later(until):
            outbox.postpone(session, row, until)
        case Never(code, reason):
            fail(session, row, DeliveryError(code, reason))
        case Go():
            _deliver(session, conversation, row)


def fail(
    session: Session, row: OutboxRow, error: DeliveryError, channel: str = "", address: str = ""
) -> None:
    """The attempt failed on every channel: try again later where that may help, else say so."""
    failed(session, row, error, "delivery_failed", about=_about(row), channel=channel, address=address)


def _deliver(session: Session, conversation: ConversationRow, row: OutboxRow) -> None:
    content = _content(row.payload["content"])
    refusals: list[Refusal] = []
    for adapter, address in _ways(session, conversation, row):
        try:
            carried = fitted(content, adapter.name, adapter.capabilities)
            with session.begin_nested():
                adapter.deliver(session, Outgoing(row.key, conversation.id, row.binding_id, address, carried))
        except DeliveryError as refusal:
            refusals.append(Refusal(adapter.name, address, refusal))
            continue
        bindings.touch(session, row.binding_id, clock.now())
        payload = {"channel": adapter.name, "message": row.payload["message"]}
        refused(session, row, refusals)
        succeeded(
            session,
            row,
            "outreach_sent",
            payload=payload,
            about=_about(row),
            channel=adapter.name,
            address=address,
        )
        return
    *earlier, last = refusals or [Refusal("", "", DeliveryError("no_channel", NO_CHANNEL))]
    refused(session, row, earlier)
    # One channel that may work later is reason enough to try again.
    error = next((one.error for one in refusals if one.error.retryable), last.error)
    fail(session, row, error, last.channel, last.address)


def _ways(session: Session, conversation: ConversationRow, row: OutboxRow) -> Iterator[tuple[Adapter, str]]:
    """The adapters and addresses to try, in the order the action names them.

    Who can't be reached there finds it where a contact's id is their address, unless the action insists on a channel.
    """
    identities = contacts.identities(session, conversation.contact_id)
    asked_for = contacts.facts(session, conversation.contact_id).attributes.get("preferred_channel")
    known = dict(reversed(identities))
    order = channel_order(
        row.payload["channel"], conversation.channel, asked_for, [one.channel for one in identities]
    )
    named = [name for name in order if name in adapters()]
    reached = [(adapters()[name], known[name]) for name in named if name in known]
    if not reached and {SAME, PREFERRED} & set(row.payload["channel"]):
        own = (adapter for adapter in adapters().values() if adapter.capabilities.own_addresses)
        reached = [(adapter, known.get(adapter.name, conversation.contact_id)) for adapter in own]
    yield from reached


def _content(stored: dict[str, Any]) -> Content:
    return Content(
        **{
            **stored,
            "buttons": tuple((title, intent) for title, intent in stored["buttons"]),
            "parameters": tuple(stored["parameters"]),
            "attachments": tuple(stored["attachments"]),
        }
    )


def _about(row: OutboxRow) -> dict[str, Any]:
    return {"message": row.payload["message"]}
