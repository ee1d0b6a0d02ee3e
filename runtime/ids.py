"""Ids: UUIDv7 (RFC 9562), made where a thing is stored; they sort by the time they were made."""

from __future__ import annotations

import secrets
import uuid

from runtime import clock


def new_id() -> str:
    """A UUIDv7 as text."""
    return str(uuid7(secrets.randbits(74)))


def uuid7(rest: int) -> uuid.UUID:
    """A UUIDv7 of now with 74 given bits behind the time."""
    millis = int(clock.now().timestamp() * 1000)
    high, low = rest >> 62, rest & ((1 << 62) - 1)
    return uuid.UUID(int=(millis & ((1 << 48) - 1)) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
