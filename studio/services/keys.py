"""The API's keys, as admins see and make them. Each call raises RoleTooLow for others."""

from __future__ import annotations

from collections.abc import Sequence

from runtime.store import keys
from runtime.store.keys import KeyLine as KeyLine
from runtime.store.keys import Made as Made
from runtime.store.keys import Scope as Scope
from runtime.store.session import Database
from runtime.users.actor import Actor


class Keys:
    """Keys that other programs call the API with."""

    def __init__(self, database: Database, api_address: str) -> None:
        """`api_address` is where keys are used, without a slash at the end."""
        self._database = database
        self.api_address = api_address

    async def listing(self, actor: Actor) -> tuple[KeyLine, ...]:
        """Every key that was ever made, the latest first."""
        actor.require("admin")
        return await self._database.read(keys.listing)

    async def make(
        self,
        actor: Actor,
        name: str,
        scopes: Sequence[Scope],
        days: int | None,
        per_minute: int = keys.PER_MINUTE,
    ) -> Made:
        """A new key, good for so many days, None: until it is revoked. Its token is shown now or never.

        Raises InvalidKey, NameTaken.
        """
        actor.require("admin")
        until = keys.good_until(days)
        return await self._database.write(
            lambda session: keys.make(session, actor, name, scopes, until, per_minute)
        )

    async def revoke(self, actor: Actor, key_id: str) -> None:
        """Make a key worthless at once. Raises UnknownKey."""
        actor.require("admin")
        await self._database.write(lambda session: keys.revoke(session, actor, key_id))
