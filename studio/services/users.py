"""The people who may sign in, as admins see and change them. Each call raises RoleTooLow for others."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from runtime.store import sessions, users
from runtime.store.links import Link as Invitation
from runtime.store.session import Database
from runtime.store.sessions import SessionEntry as SessionEntry
from runtime.store.users import UserLine as UserLine
from runtime.users.actor import Actor, Role

__all__ = ["Invitation", "SessionEntry", "UserLine", "Users"]


class Users:
    """People, their roles, and what lets them in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listing(self, actor: Actor) -> tuple[UserLine, ...]:
        """Everybody, by name, the disabled last."""
        actor.require("admin")
        return await self._database.read(users.listing)

    async def invite(
        self, actor: Actor, name: str, email: str | None, role: Role | None, grants: Mapping[str, Role]
    ) -> Invitation:
        """Somebody new: the link by which they join, shown now or never.

        Raises InvalidUser, NameTaken, and UnknownProcess for a grant on none.
        """
        actor.require("admin")
        return await self._database.write(
            lambda session: users.invite(session, actor, name, email, role, grants)
        )

    async def new_link(self, actor: Actor, user_id: str) -> Invitation:
        """Another invitation while they haven't joined, else a way to a new password: `kind` says which.

        Raises UnknownUser, and Refused for somebody who is disabled.
        """
        actor.require("admin")
        return await self._database.write(lambda session: users.new_link(session, actor, user_id))

    async def change(
        self, actor: Actor, user_id: str, *, role: Role | None, grants: Mapping[str, Role]
    ) -> None:
        """What they may do from their next act on. Raises LastAdmin, UnknownUser, UnknownProcess, InvalidUser."""
        actor.require("admin")
        await self._database.write(
            lambda session: users.change(session, actor, user_id, role=role, grants=grants)
        )

    async def rename(self, actor: Actor, user_id: str, name: str, email: str | None) -> None:
        """Another name or address. Raises UnknownUser, InvalidUser, NameTaken."""
        actor.require("admin")
        await self._database.write(lambda session: users.rename(session, actor, user_id, name, email))

    async def disable(self, actor: Actor, user_id: str) -> None:
        """End all their sessions and links at once, and let them in no more. Raises UnknownUser, LastAdmin."""
        actor.require("admin")
        await self._database.write(lambda session: users.disable(session, actor, user_id))

    async def enable(self, actor: Actor, user_id: str) -> None:
        """Let them sign in again. Raises UnknownUser."""
        actor.require("admin")
        await self._database.write(lambda session: users.enable(session, actor, user_id))

    async def sessions(self, actor: Actor, user_id: str) -> tuple[SessionEntry, ...]:
        """The browsers in which they are signed in, the latest seen first. Raises UnknownUser."""
        actor.require("admin")

        def read(session: Session) -> tuple[SessionEntry, ...]:
            return tuple(sessions.listing(session, users.get(session, user_id).id))

        return await self._database.read(read)

    async def revoke(self, actor: Actor, session_id: str) -> None:
        """End anybody's session. Raises UnknownSession."""
        actor.require("admin")
        await self._database.write(lambda session: sessions.revoke(session, actor, session_id))
