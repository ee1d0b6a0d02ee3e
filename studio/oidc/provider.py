"""The provider: found by its discovery document, asked for an ID token, whose signature and claims are checked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cached_property
from ssl import SSLContext
from time import monotonic
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import AfterValidator, BaseModel

from runtime import clock
from runtime.loopback import is_loopback
from runtime.settings import OidcSection
from studio.errors import ProviderFault
from studio.oidc.pending import Pending

ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
"""What an ID token may be signed with: public keys alone. `none`, or a secret that we know too, would prove nothing."""
KEY_TYPES = ("RSA", "EC")
BELIEVED_SECONDS = 3600
"""How long the discovery document and the keys are; a token that doesn't fit them has the keys asked for anew."""
PATIENCE_SECONDS = 10
LEEWAY_SECONDS = 60
"""By so much the provider's clock may differ from ours."""
UNBELIEVABLE = (
    "What your identity provider said can't be believed; nobody was signed in. An admin finds why in the log."
)
log = logging.getLogger(__name__)

Claims = Mapping[str, Any]


def _safe(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        return address
    raise ValueError("an endpoint without TLS")


Endpoint = Annotated[str, AfterValidator(_safe)]


class Discovered(BaseModel):
    """What is used of a discovery document (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: Endpoint
    token_endpoint: Endpoint
    jwks_uri: Endpoint
    userinfo_endpoint: Endpoint | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    authorization_response_iss_parameter_supported: bool = False


class _Known(NamedTuple):
    document: Discovered
    keys: KeySet
    until: float


class Provider:
    """One provider. It is asked when somebody signs in, and never before.

    `address` and `claims` raise ProviderFault when it doesn't answer, or not as it should; the log says more.
    """

    def __init__(self, settings: OidcSection) -> None:
        self.settings = settings
        self._known: _Known | None = None
        self._asking = asyncio.Lock()

    async def address(self, pending: Pending, redirect: str) -> str:
        """Where to send the browser, which is to come back to `redirect`."""
        async with self._client(redirect) as client:
            document = (await self._found(client)).document
            address, _state = client.create_authorization_url(
                document.authorization_endpoint, state=pending.state, nonce=pending.nonce,
                code_verifier=pending.verifier,
            )  # fmt: skip
            return str(address)

    async def claims(self, code: str, issuer: str | None, pending: Pending, redirect: str) -> Claims:
        """What the provider says of whom it sent back with this code, and with its `issuer` (RFC 9207)."""
        async with self._client(redirect) as client:
            document = (await self._found(client)).document
            if issuer != self.settings.issuer and (
                issuer is not None or document.authorization_response_iss_parameter_supported
            ):
                raise ProviderFault(UNBELIEVABLE)
            client.token_endpoint_auth_method = self._authenticated_by(document)
            answer = await client.fetch_token(
                document.token_endpoint, grant_type="authorization_code", code=code,
                code_verifier=pending.verifier,
            )  # fmt: skip
            token = await self._verified(client, str(answer.get("id_token", "")))
            claims = CodeIDToken(token.claims, token.header, self._expected(), self._params(pending, answer))
            claims.validate(int(clock.now().timestamp()), LEEWAY_SECONDS)
            return {**await self._userinfo(client, document, claims), **claims}

    async def _verified(self, client: AsyncOAuth2Client, token: str) -> jwt.Token:
        known = await self._found(client)
        try:
            return _decoded(token, known)
        except (JoseError, ValueError):  # perhaps the provider has new keys
            return _decoded(token, await self._found(client, anew=True))

    async def _found(self, client: AsyncOAuth2Client, *, anew: bool = False) -> _Known:
        async with self._asking:
            if anew or self._known is None or self._known.until < monotonic():
                at = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
                document = Discovered.model_validate(await _json(client, at))
                if document.issuer != self.settings.issuer:
                    raise ValueError("the discovery document is another issuer's")
                keys = _public(await _json(client, document.jwks_uri))
                self._known = _Known(document, keys, monotonic() + BELIEVED_SECONDS)
            return self._known

    async def _userinfo(self, client: AsyncOAuth2Client, document: Discovered, claims: Claims) -> Claims:
        """What is not in the ID token: some providers keep profile and groups for those who ask again."""
        wanted = {"name", "email", (self.settings.role_claim or "name").partition(".")[0]}
        if document.userinfo_endpoint is None or wanted <= claims.keys():
            return {}
        answer = await client.get(document.userinfo_endpoint)
        answer.raise_for_status()
        more = answer.json()
        # OpenID Connect Core 1.0, 5.3.2: without this, one person's claims could be taken for another's.
        if not isinstance(more, dict) or more.get("sub") != claims["sub"]:
            raise ValueError("the userinfo is somebody else's")
        return more

    def _expected(self) -> dict[str, Any]:
        return {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
            "nonce": {"essential": True},
        }

    def _params(self, pending: Pending, answer: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "nonce": pending.nonce, "client_id": self.settings.client_id,
            "access_token": answer.get("access_token"),
        }  # fmt: skip

    def _authenticated_by(self, document: Discovered) -> str:
        offered = document.token_endpoint_auth_methods_supported
        if self.settings.client_secret is None:
            return "none"
        return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"

    @cached_property
    def _trusted(self) -> SSLContext:
        return httpx2.create_ssl_context()  # takes 50 ms: once is enough

    @asynccontextmanager
    async def _client(self, redirect: str) -> AsyncIterator[AsyncOAuth2Client]:
        secret = self.settings.client_secret
        try:
            async with (
                asyncio.timeout(PATIENCE_SECONDS),
                AsyncOAuth2Client(
                    self.settings.client_id, secret and secret.get_secret_value(), redirect_uri=redirect,
                    scope=" ".join(self.settings.scopes), code_challenge_method="S256", verify=self._trusted,
                ) as client,
            ):  # fmt: skip
                yield client
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
            log.warning("%s can't be asked: %s %s", self.settings.issuer, type(error).__name__, error)
            raise ProviderFault from None
        except (OAuthError, JoseError, ValueError) as error:
            log.warning("%s is not believed: %s %s", self.settings.issuer, type(error).__name__, error)
            raise ProviderFault(UNBELIEVABLE) from None


def _decoded(token: str, known: _Known) -> jwt.Token:
    allowed = ALGORITHMS.intersection(known.document.id_token_signing_alg_values_supported)
    return jwt.decode(token, known.keys, sorted(allowed))


def _public(answer: Any) -> KeySet:
    """The keys that can prove something: a provider that published a secret would have it used against itself."""
    keys = [one for one in answer.get("keys", ()) if one.get("kty") in KEY_TYPES and one.get("use") != "enc"]
    return KeySet.import_key_set({"keys": keys})


async def _json(client: AsyncOAuth2Client, address: str) -> Any:
    answer = await client.request("GET", address, withhold_token=True)
    answer.raise_for_status()
    return answer.json()
