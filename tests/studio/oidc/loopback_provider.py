"""An OpenID Connect provider on loopback: the real wire format, with a key of its own, as honest as a test wants it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from runtime import clock
from tests.loopback import served_at

CLIENT, SECRET = "studio", "loopback-client-secret"
Sign = Callable[[dict[str, Any]], str]


@cache
def key(kid: str) -> RSAKey:
    """The key of a name: making one takes a tenth of a second."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


class LoopbackProvider:
    """`claims` replace those of the token, None leaves one out; `sign` makes the token."""

    def __init__(self) -> None:
        self.issuer = ""
        self.kid = "one"
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.answer: dict[str, str] = {}
        """What the browser brings back beside or instead of code and state."""
        self.document: dict[str, Any] = {}
        self.sign: Sign = self.sign_well
        self.asked: dict[str, dict[str, str]] = {}
        """What each code was given out for; a code is good once."""

    def sign_well(self, claims: dict[str, Any]) -> str:
        """As a provider does."""
        return jwt.encode({"alg": "RS256", "kid": self.kid}, claims, key(self.kid))

    @property
    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/jwks", self._jwks),
                Route("/userinfo", self._userinfo),
            ]
        )

    async def _configuration(self, _request: Request) -> Response:
        ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        document = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in ends.items()}
        return JSONResponse(
            {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **document, **self.document}
        )

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert (asked["code_challenge_method"], asked["scope"]) == ("S256", "openid email profile")
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        back = {"code": code, "state": asked["state"], **self.answer}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}")

    async def _token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        asked = self.asked.pop(form["code"], None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if (
            asked is None
            or request.headers["authorization"] != f"Basic {basic}"
            or form["redirect_uri"] != asked["redirect_uri"]
            or challenge.decode().rstrip("=") != asked["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "ana-1", "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], "name": "Ana", "email": "ana@example.com", "email_verified": True,
            **self.claims,
        }  # fmt: skip
        token = self.sign({name: value for name, value in claims.items() if value is not None})
        return JSONResponse({"access_token": "an-access-token", "token_type": "Bearer", "id_token": token})

    async def _jwks(self, _request: Request) -> Response:
        return JSONResponse({"keys": [key(self.kid).as_dict(private=False)]})

    async def _userinfo(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer an-access-token"
        return JSONResponse({"sub": "ana-1", **self.userinfo})


@asynccontextmanager
async def provided() -> AsyncIterator[LoopbackProvider]:
    """A provider on a free port, for as long as the block lasts."""
    provider = LoopbackProvider()
    async with served_at(uvicorn.Config(provider.app, log_level="critical")) as port:
        provider.issuer = f"http://127.0.0.1:{port}"
        yield provider
