"""A provider on loopback, and browsers at the studio's door."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from pydantic import SecretStr

from runtime.settings import OidcSection, StudioSection
from studio.gate import Gate
from studio.oidc.routes import oidc_routes
from studio.services import Services
from tests.studio.conftest import ADDRESS
from tests.studio.oidc.browsing import Enter
from tests.studio.oidc.loopback_provider import CLIENT, SECRET, LoopbackProvider, provided
from tests.studio.plain_forms import HTML


@pytest.fixture
async def provider() -> AsyncIterator[LoopbackProvider]:
    async with provided() as one:
        yield one


@pytest.fixture
def settings(provider: LoopbackProvider) -> OidcSection:
    return OidcSection(issuer=provider.issuer, client_id=CLIENT, client_secret=SecretStr(SECRET))


@pytest.fixture
async def enter(services: Services) -> AsyncIterator[Enter]:
    """A browser at the studio's door."""
    opened: list[AsyncClient] = []

    def browser(settings: OidcSection) -> AsyncClient:
        app = FastAPI()
        app.include_router(oidc_routes(services.sessions, settings, "a secret"))
        app.add_middleware(Gate, settings=StudioSection(), sessions=services.sessions, secret="a secret")
        opened.append(AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS, headers=HTML))
        return opened[-1]

    yield browser
    for http in opened:
        await http.aclose()
