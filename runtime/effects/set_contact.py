"""What is known of a person, changed."""

from __future__ import annotations

from flows.effects import SetContact
from runtime.effects.scope import Scope
from runtime.store import contacts


def record(scope: Scope, effect: SetContact) -> None:
    contacts.set_values(scope.session, scope.conversation.contact_id, effect.values)
