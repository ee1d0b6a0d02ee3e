"""An admin at their pages, and what they find there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User
from sqlmodel import Session

from runtime.store import joining, sessions, users
from runtime.store.session import Database
from runtime.users.actor import SYSTEM, Actor
from studio import cookies
from studio.panels.people.copy_field import CopyField
from tests.studio import stage

HOSTILE = "<img src=x onerror=alert(1)>"
"""A name as nobody should have one."""
ADMIN = "A admin"

Rows = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
async def admin(stranger: User, database: Database) -> User:
    """Somebody who may do everything."""
    cookie = await database.write(_sign_in)
    stranger.http_client.cookies.set(cookies.SESSION, cookie)
    return stranger


def _sign_in(session: Session) -> str:
    cookie, user = stage.sign_in(session, "admin"), users.named(session, ADMIN)
    assert user is not None
    joining.join(session, user)
    return cookie


@pytest.fixture
def rows(admin: User) -> Rows:
    """What a table shows, by its mark."""

    def shown(mark: str) -> list[dict[str, Any]]:
        [table] = admin.find(kind=ui.table, marker=mark).elements
        return list(table.rows)

    return shown


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what a change of a field leads to; nothing on the page tells when."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)


def invite(session: Session, name: str) -> str:
    """Somebody who hasn't joined yet: their id."""
    return users.invite(session, SYSTEM, name, None, "viewer").user_id


def join(session: Session, name: str) -> str:
    """Somebody who is signed in with one browser: their id."""
    user_id = invite(session, name)
    joining.join(session, users.get(session, user_id))
    sessions.begin(session, user_id, sessions.Browser("192.0.2.7", "Firefox/140.0 on Linux"))
    return user_id


def actor_of(session: Session, name: str) -> Actor:
    """What somebody may do now."""
    user = users.named(session, name)
    assert user is not None
    return sessions.actor_for(session, user)


def copied(user: User) -> str:
    """What the open dialog shows to be copied."""
    [field] = [one for one in user.find(CopyField).elements if one.props["text"]]
    return str(field.props["text"])
