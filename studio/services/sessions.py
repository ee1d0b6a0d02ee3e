"""Signing in, and whose browser this is. Nobody is signed in yet where these are asked."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlmodel import Session

from runtime.errors import LinkSpent, NameTaken, NotAllowed, RuntimeFault, TooMany, WrongPassword
from runtime.store import audit, joining, links, returns, sessions, users
from runtime.store.joining import Identity as Identity
from runtime.store.links import LinkKind
from runtime.store.session import Database, Work
from runtime.store.sessions import NOWHERE
from runtime.store.sessions import Browser as Browser
from runtime.users.actor import Actor, stranger
from studio.services.hashing import Hashing

LASTS_SECONDS = int(sessions.SESSION_VALID.total_seconds())
"""How long a browser stays signed in."""


class Sessions:
    """The ways in, and the signed-in browsers by their cookies.

    Every way in returns the cookie of a new session: none that a browser brings along is ever signed in, and the
    session that it had `before` ends. What is refused is noted in the audit trail.
    """

    def __init__(self, database: Database, hashing: Hashing) -> None:
        self._database = database
        self._hashing = hashing

    async def begin(self, token: str, before: str | None, browser: Browser = NOWHERE) -> str:
        """Use a sign-in link. Raises LinkSpent."""
        return await self._let_in(lambda session: joining.sign_in(session, token, browser), before, browser)

    async def sign_in(
        self, name_or_email: str, password: str, before: str | None, browser: Browser = NOWHERE
    ) -> str:
        """Sign in with a password; a name that nobody has takes as long and gives the same words.

        Raises WrongPassword; TooMany, before the password is looked at, after 10 wrong ones for this person or 30
        from this address in a quarter of an hour; UserDisabled, to whoever knows the password.
        """
        # Half a character can be sent, but neither be stored nor looked for.
        given = name_or_email.encode("utf-8", "replace").decode()
        try:
            attempt = await self._database.write(
                lambda session: joining.counted(session, given, browser.address)
            )
        except TooMany as error:
            await self._note(error, browser)
            raise
        fits = await self._hashing.fits(attempt.password_hash, password)
        if not fits:
            await self._note(WrongPassword(), browser, attempt.user_id)
            raise WrongPassword
        renewed = await self._hashing.renewed(attempt.password_hash, password)
        return await self._let_in(
            lambda session: joining.by_password(session, attempt, renewed, browser), before, browser
        )

    async def link_for(self, kind: LinkKind, token: str) -> str:
        """The name of whom a link is for, without using it. Raises LinkSpent."""
        return await self._database.read(
            lambda session: users.get(session, links.whose(session, kind, token)).name
        )

    async def accept(
        self,
        kind: Literal["invite", "reset"],
        token: str,
        password: str,
        before: str | None,
        browser: Browser = NOWHERE,
    ) -> str:
        """Use a link to set a password. Every other session of theirs ends.

        Raises LinkSpent; WeakPassword, which leaves the link good.
        """

        def whose(session: Session) -> tuple[str, str | None]:
            user = users.get(session, links.whose(session, kind, token))
            return user.name, user.email

        try:
            name, email = await self._database.read(whose)
        except LinkSpent as error:
            await self._note(error, browser)
            raise
        await self._hashing.check(password, name, email)
        password_hash = await self._hashing.hashed(password)
        return await self._let_in(
            lambda session: joining.by_link(session, kind, token, password_hash, browser), before, browser
        )

    async def comes_back_first(self, state: str, until: datetime) -> bool:
        """Whether a sign-in at the identity provider, known by its state, comes back for the first time.

        To any process: from then on it doesn't. `until` is when it is too old anyway.
        """
        return await self._database.write(lambda session: returns.is_first(session, state, until))

    async def by_identity(self, identity: Identity, before: str | None, browser: Browser = NOWHERE) -> str:
        """Sign in whom an identity provider vouches for; see `Identity`.

        Raises UserDisabled; NameTaken where their address is that of somebody else; NotAllowed for an unwelcome one.
        """
        return await self._let_in(
            lambda session: joining.by_identity(session, identity, browser), before, browser
        )

    async def refused(self, why: str, browser: Browser) -> None:
        """Note that somebody was not let in before it was known who they are; `why` is a word of ours."""
        await self._note_why(why, browser)

    async def actor(self, cookie: str | None, origin: str = "") -> Actor:
        """Who acts, asked anew each time. Raises SignInNeeded when the session is nobody's, or no longer."""
        seen = await self._database.read(lambda session: sessions.look(session, cookie, origin))
        if seen.stale and cookie:
            self._database.write_later(lambda session: sessions.note_seen(session, cookie))
        return seen.actor

    async def end(self, cookie: str, origin: str = "") -> None:
        """Sign out."""
        await self._database.write(lambda session: sessions.end(session, cookie, origin))

    async def _let_in(self, way: Work[str], before: str | None, browser: Browser) -> str:
        def work(session: Session) -> str:
            cookie = way(session)
            if before:
                sessions.end(session, before, browser.address)
            return cookie

        try:
            return await self._database.write(work)
        except (NameTaken, NotAllowed) as error:
            await self._note(error, browser)
            raise

    async def _note(self, error: RuntimeFault, browser: Browser, user_id: str | None = None) -> None:
        """Nobody's name is noted as it was typed: people type their password there."""
        await self._note_why(error.code, browser, user_id)

    async def _note_why(self, why: str, browser: Browser, user_id: str | None = None) -> None:
        who, detail = stranger(browser.address), {"why": why}
        await self._database.write(
            lambda session: audit.note_stranger(
                session, who, "session.refused", "user" if user_id else "session", user_id or "", detail
            )
        )
