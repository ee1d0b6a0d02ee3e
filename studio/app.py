"""The studio's process: the composition root of its services, routes and pages."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import as_file, files

import nicegui
from fastapi import APIRouter, FastAPI, Request
from nicegui import ui
from starlette.responses import Response

from runtime.errors import NotFound, RoleTooLow, RuntimeFault
from runtime.exposure import require_guard
from runtime.installation import Installation, open_to_serve
from runtime.settings import StudioSection
from runtime.settings_trail import note_settings
from runtime.store.migrate import migrate
from runtime.store.session import Database
from studio import sockets, theme
from studio.account_routes import account_routes
from studio.audit_routes import audit_routes
from studio.files import add_styles, file_routes
from studio.gate import Gate
from studio.joining import joining_routes
from studio.leaving import is_unanswered
from studio.pages import PAGES
from studio.plain import failed, not_found, plain_page, refused
from studio.refusals import note_refusal
from studio.services import Services, services_on
from studio.services.audit_trail import AuditTrail
from studio.serving import serve
from studio.signing import signing_routes
from studio.visit import add_page

SWITCH_SECONDS = 0.0005
"""After so long a thread that computes lets others on; Python's own is ten times that."""
RECONNECT_SECONDS = 45.0
"""How long an open page is kept for a browser that lost its connection."""
log = logging.getLogger(__name__)


def build(services: Services, settings: StudioSection, secret: str) -> FastAPI:
    """The studio as one ASGI app: the gate, then plain routes, then NiceGUI's pages. `secret` signs its forms."""
    app = FastAPI(openapi_url=None)
    for router in _ways_in(services, settings, secret):
        app.include_router(router)
    app.include_router(file_routes(services))
    app.include_router(account_routes(services.account))
    app.include_router(audit_routes(services.audit_trail))
    add_styles(app)
    for one in PAGES:
        add_page(one, services)
    for server in (app, nicegui.app):
        server.add_exception_handler(RuntimeFault, partial(_fault, services.audit_trail))
        server.add_exception_handler(404, _missing)
        server.add_exception_handler(Exception, _unexpected)
    theme.prepare()
    sockets.keep_apart()
    with as_file(files("assets") / "styles" / "icon.svg") as icon:
        ui.run_with(
            app, title=theme.NAME, favicon=icon, dark=None, language="en-US", tailwind=False,
            reconnect_timeout=RECONNECT_SECONDS, show_welcome_message=False,
        )  # fmt: skip
    app.add_middleware(Gate, settings=settings, sessions=services.sessions, secret=secret)
    return app


def _ways_in(services: Services, settings: StudioSection, secret: str) -> Iterator[APIRouter]:
    oidc = settings.oidc
    yield signing_routes(services.sessions, oidc.name if oidc else None)
    yield joining_routes(services.sessions)
    if oidc is not None:
        from studio.oidc.routes import oidc_routes  # what it needs takes half a second to load

        yield oidc_routes(services.sessions, oidc, secret)


async def _fault(trail: AuditTrail, request: Request, error: Exception) -> Response:
    assert isinstance(error, RuntimeFault)
    if (actor := getattr(request.state, "actor", None)) is not None:
        await note_refusal(trail, actor, error, "route", request.url.path)
    if isinstance(error, NotFound):
        return not_found(str(error))
    if isinstance(error, RoleTooLow):
        return refused(str(error))
    return plain_page(403, "This can't be done", str(error), link=("/", "All flows"))


async def _missing(_request: Request, _error: Exception) -> Response:
    return not_found()


async def _unexpected(request: Request, error: Exception) -> Response:
    if not is_unanswered(error):  # where the browser is there still, the server logs it
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return failed()


@asynccontextmanager
async def opened(installation: Installation) -> AsyncIterator[Services]:
    """The services of an installation; its database is made or migrated where it has to be.

    Raises FolderTooNew, DatabaseUnsupported, UnguardedBind. Redis is not needed: publishing is a transaction, nothing
    waits for it.
    """
    with installation.folder.changing():
        migrate(installation.database_url)
    database = Database(installation.database_url)
    try:
        await database.write(lambda session: note_settings(session, installation))
        await database.read(lambda session: require_guard(session, installation.settings.studio))
        yield services_on(database, api_address=installation.api_address)
    finally:
        database.close()


async def run(installation: Installation) -> None:
    """Serve until told to stop. Raises PortTaken."""
    settings = installation.settings.studio
    async with opened(installation) as services:
        app = build(services, settings, installation.secrets.storage_secret)
        _answer_promptly()
        await serve(app, settings.host, settings.port, settings.proxies)


def _answer_promptly() -> None:
    """An answer passes between threads several times, and each time must wait its turn behind a check of a flow."""
    sys.setswitchinterval(SWITCH_SECONDS)
    # All that was imported stays for good: looking through it for garbage would stop everybody for 0.1 s.
    gc.collect()
    gc.freeze()


def main() -> int:
    """`converse studio`; the exit code: 0 done, 2 it can't be done as it stands."""
    try:
        asyncio.run(run(open_to_serve()))
    except RuntimeFault as error:
        log.error("%s", error)
        return 2
    return 0
