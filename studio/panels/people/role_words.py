"""Roles in words."""

from __future__ import annotations

from collections.abc import Mapping

from runtime.users.actor import ROLES, Role

MEANINGS: Mapping[Role, str] = {
    "viewer": "Looks at flows, their versions, and how many conversations are where.",
    "operator": "Looks, reads conversations, and acts in them.",
    "editor": "Looks, operates, and draws flows.",
    "publisher": "Looks, operates, draws, and publishes and archives flows.",
    "admin": "Does all of it, and decides about users and API keys; reads the audit trail.",
}
BY_GRANTS = "Only some flows"
_BY_GRANTS_MEANING = "Knows of no flow but those listed below, and may do there what is said there."


def role_words(role: Role | None) -> str:
    """“Editor”; whoever has none is let at single flows only."""
    return BY_GRANTS if role is None else role.capitalize()


def role_meaning(role: Role | None) -> str:
    """What this role may do, in a sentence."""
    return _BY_GRANTS_MEANING if role is None else MEANINGS[role]


def grant_words(grants: Mapping[str, Role], titles: Mapping[str, str]) -> list[str]:
    """“Payment collection: editor”, by the title; a flow that has none any more by its process type."""
    return sorted(
        f"{titles.get(process_type, process_type)}: {role}" for process_type, role in grants.items()
    )


CHOICES: tuple[Role | None, ...] = (*ROLES, None)
"""What somebody can be made, from the least to the most, and last by single flows only."""
GRANTED: tuple[Role, ...] = tuple(role for role in ROLES if role != "admin")
"""What one can be for a single flow: users, keys and the audit trail belong to none."""
