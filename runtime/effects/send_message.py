"""A message sent: stored as a row, then one attempt on the first channel that reaches the contact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from sqlmodel import Session

from flows.effects import Content, Send
from runtime import clock
from runtime.channels.base import Adapter, Outgoing
from runtime.channels.registry import adapters
from runtime.effects.results import Refusal, failed, refused, succeeded
from runtime.effects.scope import Scope
from runtime.errors import DeliveryError
from runtime.policy.contact_policy import Go, Later, Never, may_send
from runtime.store import bindings, contacts, outbox
from runtime.store.tables import ConversationRow, OutboxRow

SAME, PREFERRED = "same", "preferred"
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
            fitted = _fitted(content, adapter)
            with session.begin_nested():
                adapter.deliver(session, Outgoing(row.key, conversation.id, row.binding_id, address, fitted))
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
    """The adapters and addresses to try, in the order the action names them."""
    known = contacts.identities(session, conversation.contact_id)
    for name in dict.fromkeys(_channels(session, conversation, row)):
        adapter = adapters().get(name)
        address = next((identity.address for identity in known if identity.channel == name), None)
        if adapter is not None and (address or adapter.address_of(conversation.contact_id)):
            yield adapter, address or adapter.address_of(conversation.contact_id) or ""


def _channels(session: Session, conversation: ConversationRow, row: OutboxRow) -> Iterator[str]:
    facts = contacts.facts(session, conversation.contact_id)
    known = [identity.channel for identity in contacts.identities(session, conversation.contact_id)]
    for name in row.payload["channel"]:
        if name not in (SAME, PREFERRED):
            yield name
            continue
        preferred = facts.attributes.get("preferred_channel")
        if name == PREFERRED and preferred:
            yield str(preferred)
        elif conversation.channel is not None:
            yield conversation.channel
        yield from known
        yield from (adapter.name for adapter in adapters().values())


def _fitted(content: Content, adapter: Adapter) -> Content:
    """What the channel can carry of the content; a button too many is left out. Raises DeliveryError for a long text."""
    limits = adapter.capabilities
    if len(content.text) > limits.text:
        raise DeliveryError("too_long", f"“{adapter.name}” carries {limits.text} characters at most.")
    buttons = tuple(
        (title[: limits.button_title], intent) for title, intent in content.buttons[: limits.buttons]
    )
    return replace(content, buttons=buttons)


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
