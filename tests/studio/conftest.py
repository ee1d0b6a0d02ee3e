"""A studio without a network: its services, and a person who uses its pages."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import copy
from typing import Any

import httpx
import pytest
from fastapi.dependencies import models as dependencies
from nicegui import Client, ui
from nicegui.functions.download import download
from nicegui.functions.navigate import Navigate
from nicegui.functions.notify import notify
from nicegui.testing import User
from nicegui.testing.general import nicegui_reset_globals
from sqlalchemy import event

from runtime.settings import StudioSection
from runtime.store import flows
from runtime.store.migrate import migrate
from runtime.store.session import Database, sqlite_url
from studio.app import build
from studio.cookies import SESSION
from studio.services import Services, services_on
from tests.runtime.people import CHEAP
from tests.studio import stage

ADDRESS = "http://127.0.0.1:8080"
API = "http://127.0.0.1:8123"
"""Where the API listens: not where it does by default."""


class Patient(User):
    """Somebody who waits ten seconds for what they expect to see: a busy machine is no broken page."""

    async def should_see(self, target: Any = None, *, retries: int = 100, **more: Any) -> None:
        """As NiceGUI's, which gives up after 0.3 s."""
        await super().should_see(target, retries=retries, **more)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, to copy: making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("studio") / "converse.db"
    migrate(sqlite_url(path))
    return path


@pytest.fixture(scope="session")
def stocked_file(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with two shipped flows, for pages that are about a flow: publishing takes as long as many a test."""
    path = Path(copy(migrated, tmp_path_factory.mktemp("stocked")))
    database = Database(sqlite_url(path))
    database.write_now(stage.publish_shipped)
    database.close()
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Iterator[Database]:
    """A database of the test's own."""
    # A process serves one installation, in which a digest and a number name one version and its titles.
    flows._kept.clear()
    opened = Database(sqlite_url(Path(copy(migrated, tmp_path))))
    # Nobody pulls the plug here, and a commit is a hundred times cheaper without its fsync.
    event.listen(opened.engine, "connect", lambda sqlite, _: sqlite.execute("PRAGMA synchronous=OFF"))
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def services(database: Database) -> Services:
    return services_on(database, CHEAP, api_address=API)


@pytest.fixture
def kept_for_good() -> None:
    """NiceGUI collects garbage around each simulation: what outlived a test needn't be looked through in the next."""
    gc.collect()
    gc.freeze()


@pytest.fixture
async def stranger(kept_for_good: None, services: Services) -> AsyncIterator[User]:
    """A person at the studio's door, with the pages of NiceGUI simulated behind it."""
    with nicegui_reset_globals():
        os.environ["NICEGUI_USER_SIMULATION"] = "true"
        try:
            app = build(services, StudioSection(names=("studio.example",)), "a secret")
            transport = httpx.ASGITransport(app)
            async with (
                app.router.lifespan_context(app),
                httpx.AsyncClient(transport=transport, base_url=ADDRESS) as http,
            ):
                yield Patient(http)
                # An outbox with something in it may miss that it is cancelled, and be waited for.
                for client in Client.instances.values():
                    client.outbox.stop()
        finally:
            del os.environ["NICEGUI_USER_SIMULATION"]
            ui.navigate, ui.notify, ui.download = Navigate(), notify, download
            # NiceGUI would forget the modules of pages that it can't see to be registered by a function.
            Client.page_routes.clear()
            _forget_routes()


def _forget_routes() -> None:
    """FastAPI remembers every route it ever saw, and with it the whole studio that the route belonged to."""
    for remembered in vars(dependencies).values():
        if hasattr(remembered, "cache_clear"):
            remembered.cache_clear()


@pytest.fixture
async def user(stranger: User, database: Database) -> User:
    """The same person, signed in as somebody who may publish."""
    cookie = await database.write(lambda session: stage.sign_in(session, "publisher"))
    stranger.http_client.cookies.set(SESSION, cookie)
    return stranger
