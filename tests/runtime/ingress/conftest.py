"""The ingress as others meet it: a real server on a free port of this machine."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import AsyncClient

from runtime.app import App
from runtime.store import publishing
from runtime.store.session import Database, sqlite_url
from runtime.users.actor import SYSTEM
from tests.door import Door, open_door
from tests.flows.shipped import FLOWS


@pytest.fixture(scope="session")
def migrated_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped flows are published, as the first start does."""
    path = tmp_path_factory.mktemp("published") / "converse.db"
    shutil.copy(migrated_file, path)
    database = Database(sqlite_url(path))
    database.write_now(
        lambda session: publishing.publish_missing(session, FLOWS.values(), actor=SYSTEM, note="First.")
    )
    database.close()
    return path


@pytest.fixture
async def door(app: App) -> AsyncIterator[Door]:
    """The server. No worker runs: `door.turn()` does its work, so that a test sees before and after."""
    async with open_door(app) as opened:
        yield opened


@pytest.fixture
def api(door: Door) -> AsyncClient:
    """Somebody with the key."""
    return door.api


@pytest.fixture
def stranger(door: Door) -> AsyncClient:
    """Somebody without it."""
    return door.stranger
