"""Visitors of the web chat: ids that vouch for themselves, and the tokens that open their conversation.

A visitor is stored only with their first message or process, so an id has to show by itself that it was handed out
here: it is a UUIDv7 whose last 32 bits are an HMAC of the others. The token is a JWT (HS256) over the id.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from datetime import timedelta

import jwt

from runtime import clock
from runtime.errors import BadToken
from runtime.ids import uuid7

TOKEN_VALID = timedelta(days=30)
AUDIENCE = "chat"
_SEAL_BITS = 32


class Visitors:
    """Hands out ids and tokens, and knows them again."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def new_id(self) -> str:
        """A contact id for somebody not yet stored."""
        unsealed = uuid7(secrets.randbits(74 - _SEAL_BITS) << _SEAL_BITS)
        return str(uuid.UUID(int=unsealed.int | self._seal(unsealed.int)))

    def vouches_for(self, contact_id: str) -> bool:
        """Whether this id was handed out here."""
        try:
            number = uuid.UUID(contact_id).int
        except ValueError:
            return False
        seal = number & ((1 << _SEAL_BITS) - 1)
        return str(uuid.UUID(int=number)) == contact_id and seal == self._seal(number - seal)

    def token(self, contact_id: str) -> str:
        """What opens the conversation of `contact_id` for 30 days."""
        now = clock.now()
        claims = {"sub": contact_id, "aud": AUDIENCE, "iat": now, "exp": now + TOKEN_VALID}
        return jwt.encode(claims, self._secret, algorithm="HS256")

    def contact_of(self, token: str) -> str:
        """Whose token this is. Raises BadToken when it is forged or expired."""
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=["HS256"],
                audience=AUDIENCE,
                options={"require": ["sub", "exp", "aud"], "verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError as error:
            raise BadToken from error
        # Checked here, so that one clock decides.
        if claims["exp"] <= clock.now().timestamp():
            raise BadToken
        return str(claims["sub"])

    def _seal(self, number: int) -> int:
        mac = hmac.digest(self._secret, b"visitor" + number.to_bytes(16, "big"), hashlib.sha256)
        return int.from_bytes(mac[: _SEAL_BITS // 8], "big")
