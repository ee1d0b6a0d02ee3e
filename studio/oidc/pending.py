"""A sign-in that is under way at the provider: kept by the browser that began it, in a cookie that we signed."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

LASTS = timedelta(minutes=10)
"""How long somebody may take at their provider."""


class Pending(NamedTuple):
    """What must come back as it went out, and where to go on then."""

    state: str
    nonce: str
    verifier: str
    """PKCE's: 43 characters, RFC 7636."""
    back: str
    until: float
    """Seconds since 1970."""


def begun(back: str, now: datetime) -> Pending:
    """A new one."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Pending(state, nonce, verifier, back, (now + LASTS).timestamp())


def sealed(pending: Pending, secret: str) -> str:
    """The cookie's value."""
    text = base64.urlsafe_b64encode(json.dumps(pending).encode()).decode()
    return f"{text}.{_signed(text, secret)}"


def opened(sent: str, secret: str, now: datetime) -> Pending | None:
    """What we once sealed; None for anything else, and for what is too old."""
    text, _, signature = sent.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signed(text, secret).encode()):
        return None
    pending = Pending(*json.loads(base64.urlsafe_b64decode(text)))
    return pending if pending.until > now.timestamp() else None


def _signed(text: str, secret: str) -> str:
    return hmac.digest(secret.encode(), f"oidc\0{text}".encode(), "sha256").hex()
