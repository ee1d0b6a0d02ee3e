"""What somebody sees and does of their own: who they are here, their password, their browsers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlmodel import Session

from runtime.errors import SignInNeeded, WrongPassword
from runtime.store import attempts, audit, joining, sessions, users
from runtime.store.attempts import Attempt
from runtime.store.session import Database
from runtime.store.sessions import Browser
from runtime.store.sessions import SessionEntry as SessionEntry
from runtime.users.actor import Actor, Role
from studio.services.hashing import Hashing


class AccountView(NamedTuple):
    """Somebody, as they see themselves."""

    name: str
    email: str | None
    role: Role | None
    grants: Mapping[str, Role]
    has_password: bool
    oidc: bool
    """Whether an identity provider vouches for them."""
    sessions: tuple[SessionEntry, ...]
    """The latest seen first."""


class Account:
    """Only ever the actor's own. Each call raises SignInNeeded for an actor who is no user."""

    def __init__(self, database: Database, hashing: Hashing) -> None:
        self._database = database
        self._hashing = hashing

    async def view(self, actor: Actor, cookie: str) -> AccountView:
        """All of it; `cookie` tells which of the browsers asks."""
        user_id = _own(actor)

        def read(session: Session) -> AccountView:
            user = users.get(session, user_id)
            return AccountView(
                user.name, user.email, actor.role, actor.grants, user.password_hash is not None,
                user.oidc_subject is not None, tuple(sessions.listing(session, user_id, cookie)),
            )  # fmt: skip

        return await self._database.read(read)

    async def change_password(self, actor: Actor, cookie: str, old: str | None, new: str) -> str:
        """Another password: the cookie of a new session for this browser. All others end, and all links.

        `old` is None where there was none. Raises WeakPassword, WrongPassword, TooMany.
        """
        user_id = _own(actor)
        name, email = await self._database.read(lambda session: _called(session, user_id))
        await self._hashing.check(new, name, email)
        attempt = await self._database.write(lambda session: _counted(session, user_id, actor.origin))
        if attempt.password_hash is not None and not await self._hashing.fits(
            attempt.password_hash, old or ""
        ):
            tried = {"what": "change the password without the old one"}
            await self._database.write(
                lambda session: audit.note_refused(session, actor, "user", user_id, tried)
            )
            raise WrongPassword("This is not your password of now.")
        password_hash = await self._hashing.hashed(new)

        def work(session: Session) -> str:
            mine = next((one for one in sessions.listing(session, user_id, cookie) if one.current), None)
            if mine is None:
                raise SignInNeeded
            user = users.get(session, user_id)
            if user.password_hash != attempt.password_hash:
                raise WrongPassword
            attempts.was_right(session, attempt)
            browser = Browser(actor.origin or mine.browser.address, mine.browser.agent)
            joining.set_password(session, actor, user, password_hash)
            return sessions.begin(session, user_id, browser, by="password")

        return await self._database.write(work)

    async def revoke(self, actor: Actor, session_id: str) -> None:
        """End one of one's own sessions. Raises UnknownSession, for those of others too."""
        user_id = _own(actor)
        await self._database.write(
            lambda session: sessions.revoke(session, actor, session_id, user_id=user_id)
        )


def _own(actor: Actor) -> str:
    if actor.kind != "user" or not actor.id:
        raise SignInNeeded
    return actor.id


def _called(session: Session, user_id: str) -> tuple[str, str | None]:
    user = users.get(session, user_id)
    return user.name, user.email


def _counted(session: Session, user_id: str, address: str) -> Attempt:
    user = users.get(session, user_id)
    return attempts.count(session, user.name, user, address)
