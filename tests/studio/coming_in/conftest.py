"""Somebody who joined with a password, an admin, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runtime import clock
from runtime.store import sessions
from runtime.store.session import Database
from runtime.store.sessions import Browser
from runtime.users.actor import Actor
from tests.runtime.people import somebody
from tests.runtime.playing import Watch

FIREFOX = Browser("192.0.2.7", "Firefox")


@pytest.fixture
def watch() -> Iterator[Watch]:
    made = Watch()
    with clock.reading(made):
        yield made


@pytest.fixture
async def ana(database: Database, watch: Watch) -> str:
    """The id of Ana, an editor."""
    return await database.write(lambda session: somebody(session, "Ana"))


@pytest.fixture
async def root(database: Database, watch: Watch) -> Actor:
    """An admin with a password."""
    user_id = await database.write(lambda session: somebody(session, "Root", "admin"))
    cookie = await database.write(lambda session: sessions.begin(session, user_id))
    return await database.read(lambda session: sessions.actor_of(session, cookie, "10.0.0.1"))
