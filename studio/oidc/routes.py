"""`/oidc/start` sends a browser to the provider, `/oidc/back` takes it in again."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from runtime import clock
from runtime.errors import NotAllowed, Refused, RuntimeFault, TooMany
from runtime.settings import OidcSection
from studio import cookies
from studio.addresses import own_path
from studio.errors import ProviderFault, SignInAstray, StudioFault
from studio.oidc.identity import identity_of
from studio.oidc.pending import LASTS, Pending, begun, opened, sealed
from studio.oidc.provider import Provider
from studio.plain import plain_page
from studio.services.sessions import Sessions
from studio.signing import before_of, browser_of, let_in


def oidc_routes(sessions: Sessions, settings: OidcSection, secret: str) -> APIRouter:
    """Signing in with this provider; `secret` signs what browsers keep meanwhile."""
    router = APIRouter(include_in_schema=False)
    provider = Provider(settings)

    @router.get("/oidc/start")
    async def start(request: Request, next: str = "/") -> Response:
        pending = begun(own_path(next), clock.now())
        try:
            address = await provider.address(pending, _redirect(request))
        except ProviderFault as fault:
            return _refused(fault)
        response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
        seconds = int(LASTS.total_seconds())
        cookies.put(request, response, cookies.OIDC, sealed(pending, secret), seconds)
        return response

    @router.get("/oidc/back", name="oidc_back")
    async def back(request: Request) -> Response:
        try:
            pending = await _expected(sessions, request, secret)
            cookie = await _signed_in(sessions, provider, request, pending)
        except (StudioFault, NotAllowed, Refused, TooMany) as error:
            await sessions.refused("oidc", browser_of(request))
            response = _refused(error)
        else:
            response = let_in(request, cookie, pending.back)
        cookies.drop(request, response, cookies.OIDC)
        return response

    return router


def _redirect(request: Request) -> str:
    return str(request.url_for("oidc_back"))


async def _expected(sessions: Sessions, request: Request, secret: str) -> Pending:
    """The sign-in that this browser began. Raises SignInAstray for any other, and for one that came back before."""
    pending = opened(cookies.read(request, cookies.OIDC) or "", secret, clock.now())
    state = request.query_params.get("state", "")
    if pending is None or not hmac.compare_digest(pending.state.encode(), state.encode()):
        raise SignInAstray
    if not await sessions.comes_back_first(pending.state, datetime.fromtimestamp(pending.until, UTC)):
        raise SignInAstray
    return pending


async def _signed_in(sessions: Sessions, provider: Provider, request: Request, pending: Pending) -> str:
    code = request.query_params.get("code")
    if not code:
        raise ProviderFault("Your identity provider didn't sign you in.")
    claims = await provider.claims(code, request.query_params.get("iss"), pending, _redirect(request))
    identity = identity_of(claims, provider.settings)
    return await sessions.by_identity(identity, before_of(request), browser_of(request))


def _refused(error: RuntimeFault | StudioFault) -> Response:
    status = HTTPStatus.BAD_GATEWAY if isinstance(error, ProviderFault) else HTTPStatus.FORBIDDEN
    return plain_page(status, "You are not signed in", str(error), link=("/sign-in", "Sign in otherwise"))
