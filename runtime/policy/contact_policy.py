"""The contact policy: the one function that every send passes before its attempt."""

from __future__ import annotations

from sqlmodel import Session

from flows.sending import Go, Later, Never, SendFacts
from runtime import clock
from runtime.policy.verdict import verdict
from runtime.store import bindings, contacts, flows, messages
from runtime.store.tables import ConversationRow, OutboxRow


def may_send(session: Session, conversation: ConversationRow, row: OutboxRow) -> Go | Later | Never:
    """Whether a send may go now; `verdict` decides."""
    binding = bindings.get(session, row.binding_id).binding
    return verdict(
        SendFacts(
            flows.loaded(session, binding.process_type, binding.version),
            clock.now(),
            opted_out=contacts.facts(session, conversation.contact_id).opted_out,
            last_word=row.payload["last_word"],
            urgent=row.payload["content"]["urgent"],
            asked=row.asked,
            last_heard=messages.last_heard(session, conversation.id),
        )
    )
