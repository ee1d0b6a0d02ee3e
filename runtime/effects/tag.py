"""Labels on a contact."""

from __future__ import annotations

from flows.binding import Facts
from flows.conversation import facts_after
from flows.effects import Tag
from runtime.effects.scope import Scope
from runtime.store import contacts


def record(scope: Scope, effect: Tag) -> None:
    before = Facts(contacts.facts(scope.session, scope.conversation.contact_id))
    after = facts_after(before, [effect]).contact
    contacts.set_tags(scope.session, scope.conversation.contact_id, after.tags)
