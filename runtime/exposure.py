"""Whether the studio may listen where others reach it: only where somebody can sign in by themselves."""

from __future__ import annotations

from sqlmodel import Session

from runtime.errors import UnguardedBind
from runtime.loopback import is_loopback
from runtime.settings import StudioSection
from runtime.store import joining


def require_guard(session: Session, studio: StudioSection) -> None:
    """Raises UnguardedBind for a host that others reach, while nobody has a password and no provider is set.

    One-time links alone would have to be sent over that very network, and again each week.
    """
    if is_loopback(studio.host) or studio.oidc is not None or joining.any_password(session):
        return
    raise UnguardedBind(
        f"The studio would listen at {studio.host or 'every address'}, where others reach it, and nobody has a "
        "password yet. Make somebody who has one (`converse users invite NAME --role admin`, then "
        "`converse users password NAME`), or set studio.oidc, or leave studio.host at 127.0.0.1."
    )
