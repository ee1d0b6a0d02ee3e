"""Signing in by a one-time link, and whose browser this is."""

from __future__ import annotations

from sqlmodel import Session

from runtime.store import sessions, users
from runtime.store.session import Database
from runtime.users.actor import Actor

LASTS_SECONDS = int(sessions.SESSION_VALID.total_seconds())
"""How long a browser stays signed in."""


class Sessions:
    """The signed-in browsers, by their cookies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, token: str, before: str | None) -> str:
        """Use a link: the new session's cookie. The session that the browser had `before` ends.

        Raises SignInNeeded for a link that is unknown, used or too old.
        """

        def work(session: Session) -> str:
            cookie = users.sign_in(session, token)
            if before:
                sessions.end(session, before)
            return cookie

        return await self._database.write(work)

    async def actor(self, cookie: str | None) -> Actor:
        """Who acts, asked anew each time. Raises SignInNeeded when the session is nobody's, or no longer."""
        return await self._database.read(lambda session: sessions.actor_of(session, cookie))

    async def end(self, cookie: str) -> None:
        """Sign out."""
        await self._database.write(lambda session: sessions.end(session, cookie))
