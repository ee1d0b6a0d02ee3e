"""What is known of a person, changed."""

from __future__ import annotations

from flows.effects import SetContact
from runtime.effects.scope import Scope
from runtime.store import audit, contacts
from runtime.users.actor import Actor


def record(scope: Scope, effect: SetContact) -> None:
    contact_id = scope.conversation.contact_id
    before = contacts.facts(scope.session, contact_id).opted_out
    contacts.set_values(scope.session, contact_id, effect.values)
    after = contacts.facts(scope.session, contact_id).opted_out
    if after != before:
        process = Actor(f"process {scope.binding.process_type}", None, kind="system")
        detail = {"opted_out": after, "binding": scope.binding.binding_id}
        audit.note(scope.session, process, "contact.consent", "contact", contact_id, detail)
