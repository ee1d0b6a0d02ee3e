"""What the provider's claims mean here: who it is, and which role they have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.errors import NotAllowed
from runtime.settings import OidcSection
from runtime.users.actor import ROLES, Role
from studio.errors import ProviderFault
from studio.oidc.provider import UNBELIEVABLE, Claims
from studio.services.sessions import Identity

LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0, section 2."""


def identity_of(claims: Claims, settings: OidcSection) -> Identity:
    """Whom these claims are about.

    They are known again by issuer and subject alone: names and addresses change hands. Raises NotAllowed where the
    settings let nobody in who has no role.
    """
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ProviderFault(UNBELIEVABLE)
    email = _text(claims, "email")
    return Identity(
        subject=f"{settings.issuer} {subject}",
        name=_text(claims, "name") or _text(claims, "preferred_username") or email or "Somebody new",
        # Anybody can write somebody else's address into an account that doesn't check it.
        email=email if claims.get("email_verified") is True else None,
        role=role_of(claims, settings),
        decides=settings.role_claim is not None,
        welcome=settings.role_claim is not None or settings.default_role != "refuse",
    )


def role_of(claims: Claims, settings: OidcSection) -> Role | None:
    """The highest role of the claim's values, else the default one. Raises NotAllowed, see `identity_of`."""
    values = _values(claims, settings.role_claim) if settings.role_claim else []
    mapped = [settings.roles[value] for value in values if value in settings.roles]
    if mapped:
        return max(mapped, key=ROLES.index)
    default = settings.default_role
    if default == "refuse" and settings.role_claim:
        raise NotAllowed("Your account has no role here; ask whoever gives out access at your organization.")
    return None if default == "none" or default == "refuse" else default


def _values(claims: Claims, path: str) -> list[str]:
    """The texts that a claim holds, one or several."""
    found: Any = claims
    # A claim's own name may have dots: those that are URLs do.
    for part in (path,) if path in claims else path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, str)]


def _text(claims: Claims, name: str) -> str | None:
    value = claims.get(name)
    return value.strip() or None if isinstance(value, str) else None
