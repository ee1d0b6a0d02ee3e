"""Hashing passwords beside the event loop: few at a time, as each takes 64 MB, and with an end to the queue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from runtime.errors import TooMany
from runtime.users import passwords
from runtime.users.passwords import Passwords

AT_ONCE = 2
WAITING = 32
"""So many may wait; whoever comes then is sent away, so that a flood doesn't make those wait who came before."""
BUSY_SECONDS = 10

Result = TypeVar("Result")


class Hashing:
    """`Passwords` for an event loop. Each call raises TooMany when too many wait."""

    def __init__(self, kept: Passwords) -> None:
        self._passwords = kept
        self._places = asyncio.Semaphore(AT_ONCE)
        self._asked = 0

    async def hashed(self, password: str) -> str:
        """See `Passwords.hashed`."""
        return await self._beside(lambda: self._passwords.hashed(password))

    async def fits(self, kept: str | None, password: str) -> bool:
        """See `Passwords.fits`."""
        return await self._beside(lambda: self._passwords.fits(kept, password))

    async def renewed(self, kept: str | None, password: str) -> str | None:
        """The password's hash with today's parameters; None where `kept` has these."""
        if kept is None or not self._passwords.outdated(kept):
            return None
        return await self.hashed(password)

    async def check(self, password: str, name: str, email: str | None) -> None:
        """See `passwords.check`. Raises WeakPassword."""
        await self._beside(lambda: passwords.check(password, name, email))

    async def _beside(self, work: Callable[[], Result]) -> Result:
        if self._asked >= AT_ONCE + WAITING:
            raise TooMany(BUSY_SECONDS)
        self._asked += 1
        try:
            async with self._places:
                return await asyncio.to_thread(work)
        finally:
            self._asked -= 1
