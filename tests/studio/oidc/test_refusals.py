"""Identity providers, browsers and tokens that are not what they should be."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlmodel import Session, select

from runtime import clock
from runtime.settings import OidcSection
from runtime.store import audit, returns
from runtime.store.links import hashed
from runtime.store.session import Database
from runtime.store.tables import ProviderReturnRow, UserRow
from studio.cookies import OIDC, SESSION
from studio.oidc.pending import LASTS, begun, opened, sealed
from tests.studio.oidc.browsing import Enter, go, there
from tests.studio.oidc.loopback_provider import CLIENT, SECRET, LoopbackProvider, Sign, key


def unsigned(provider: LoopbackProvider) -> Sign:
    def sign(claims: dict[str, Any]) -> str:
        parts = ({"alg": "none", "kid": provider.kid}, claims)
        head, body = (
            base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
        )
        return f"{head}.{body}."

    return sign


def signed_with_the_public_key(provider: LoopbackProvider) -> Sign:
    """The public key taken for a secret that both sides know: what a library falls for that trusts `alg`."""

    def sign(claims: dict[str, Any]) -> str:
        parts = ({"alg": "HS256", "kid": provider.kid}, claims)
        text = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
        mac = hmac.digest(key(provider.kid).as_pem(private=False), text, "sha256")
        return f"{text.decode()}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"

    return sign


def signed_with_the_client_secret(_provider: LoopbackProvider) -> Sign:
    return lambda claims: jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 2))


def signed_by_another(provider: LoopbackProvider) -> Sign:
    return lambda claims: jwt.encode({"alg": "RS256", "kid": provider.kid}, claims, key("stranger"))


def signed_by_a_key_of_its_own(_provider: LoopbackProvider) -> Sign:
    own: RSAKey = key("stranger")
    head = {"alg": "RS256", "jwk": own.as_dict(private=False)}
    return lambda claims: jwt.encode(head, claims, own)


async def test_a_token_that_proves_nothing_is_not_believed(
    enter: Enter, settings: OidcSection, provider: LoopbackProvider, database: Database
) -> None:
    http = enter(settings)
    provider.document = {"id_token_signing_alg_values_supported": ["none", "HS256", "RS256"]}
    for forge in (
        unsigned, signed_with_the_public_key, signed_with_the_client_secret, signed_by_another,
        signed_by_a_key_of_its_own,
    ):  # fmt: skip
        provider.sign = forge(provider)
        await not_believed(http, database)
    provider.sign = lambda _claims: "no.token.at-all"
    await not_believed(http, database)
    provider.sign = provider.sign_well
    assert (await go(http)).status_code == 303


async def not_believed(http: AsyncClient, database: Database) -> None:
    answer = await go(http)
    assert answer.status_code == 502, "believed"
    assert "can&#39;t be believed" in answer.text
    assert SESSION not in http.cookies
    assert await database.read(lambda session: session.exec(select(UserRow)).all()) == []
    (noted,) = await database.read(lambda session: audit.page(session, audit.Search(act="session.refused")))
    assert noted.detail == {"why": "oidc"}


ANOTHERS: tuple[dict[str, Any], ...] = (
    {"nonce": "another"},
    {"nonce": None},
    {"aud": "another"},
    {"aud": "another", "azp": CLIENT},
    {"aud": [CLIENT, "another"]},
    {"aud": [CLIENT, "another"], "azp": "another"},
    {"aud": None},
    {"iss": "https://evil.example"},
    {"iss": None},
    {"exp": 1_000_000_000},
    {"exp": None},
    {"exp": "tomorrow"},
    {"sub": None},
    {"sub": ""},
    {"sub": 7},
    {"sub": "x" * 256},
    {"at_hash": "of-another-token"},
)


async def test_a_token_for_somebody_else_or_of_old_is_not_believed(
    enter: Enter, settings: OidcSection, provider: LoopbackProvider, database: Database
) -> None:
    http = enter(settings)
    for provider.claims in ANOTHERS:
        await not_believed(http, database)
    provider.claims = {}
    assert (await go(http)).status_code == 303


@pytest.mark.parametrize("issuer", ["https://evil.example", ""])
async def test_an_answer_of_another_provider_is_not_believed(
    enter: Enter, settings: OidcSection, provider: LoopbackProvider, database: Database, issuer: str
) -> None:
    """RFC 9207: where several providers are about, one could hand on another's code."""
    provider.answer = {"iss": issuer} if issuer else {}
    provider.document = {"authorization_response_iss_parameter_supported": True}
    await not_believed(enter(settings), database)


async def test_what_comes_back_must_have_gone_out_from_this_browser(
    enter: Enter, settings: OidcSection, database: Database
) -> None:
    http, other = enter(settings), enter(settings)
    back = await there(http)
    await there(other)
    for address in (back.replace("state=", "state=x"), f"{back}&state=x", "/oidc/back?code=code-0"):
        answer = await other.get(address)
        assert answer.status_code == 403
        assert "began in another browser" in answer.text
        assert SESSION not in other.cookies


async def test_a_sign_in_comes_back_once(enter: Enter, settings: OidcSection) -> None:
    http = enter(settings)
    back = await there(http)
    kept = http.cookies[OIDC]
    assert (await http.get(back)).status_code == 303
    assert (await http.get(back)).status_code == 403
    http.cookies.clear()
    http.cookies.set(OIDC, kept)  # a copy of the cookie doesn't help
    assert (await http.get(back)).status_code == 403
    assert SESSION not in http.cookies


async def test_a_code_of_old_is_refused_in_words(
    enter: Enter, settings: OidcSection, provider: LoopbackProvider, database: Database
) -> None:
    provider.answer = {"code": "stolen"}
    await not_believed(enter(settings), database)


@pytest.mark.parametrize("answer", [{"code": "", "error": "access_denied"}, {"code": ""}])
async def test_whoever_says_no_at_the_provider_is_told_so(
    enter: Enter, settings: OidcSection, provider: LoopbackProvider, answer: dict[str, str]
) -> None:
    provider.answer = answer
    refused = await go(enter(settings))
    assert refused.status_code == 502
    assert "didn&#39;t sign you in" in refused.text


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"issuer": "https://evil.example"}, "can&#39;t be believed"),
        ({"token_endpoint": "http://192.0.2.1/token"}, "can&#39;t be believed"),
        ({"jwks_uri": None}, "can&#39;t be believed"),
        ({"jwks_uri": "http://127.0.0.1:9/jwks"}, "try again, or sign in by name and password"),
    ],
)
async def test_a_provider_that_is_not_what_it_should_be(
    enter: Enter, settings: OidcSection, provider: LoopbackProvider, document: dict[str, Any], words: str
) -> None:
    provider.document = document
    answer = await enter(settings).get("/oidc/start")
    assert answer.status_code == 502
    assert words in answer.text


async def test_a_provider_that_is_down(enter: Enter) -> None:
    nobody = OidcSection(issuer="http://127.0.0.1:9", client_id=CLIENT)
    answer = await enter(nobody).get("/oidc/start")
    assert answer.status_code == 502
    assert 'href="/sign-in"' in answer.text


def test_what_a_browser_keeps_can_be_neither_changed_nor_kept_for_long() -> None:
    now = clock.now()
    pending = begun("/flows", now)
    cookie = sealed(pending, "a secret")
    assert opened(cookie, "a secret", now) == pending
    assert opened(cookie, "another", now) is None
    assert opened(cookie, "a secret", now + timedelta(minutes=10)) is None
    for forged in ("", ".", "é.é", cookie[1:], f"{cookie}0", cookie.replace(".", "A.")):
        assert opened(forged, "a secret", now) is None


async def test_a_sign_in_comes_back_to_one_process(
    enter: Enter, settings: OidcSection, database: Database
) -> None:
    """Two studios on one database, with one secret: what one took, the other refuses, after a restart too."""
    http, other = enter(settings), enter(settings)
    back = await there(http)
    other.cookies.set(OIDC, http.cookies[OIDC])
    assert (await http.get(back)).status_code == 303
    assert (await other.get(back)).status_code == 403
    assert SESSION not in other.cookies
    kept = await database.read(lambda session: session.exec(select(ProviderReturnRow)).one())
    assert kept.state_hash not in back


async def test_of_two_processes_at_once_one_takes_it(
    enter: Enter, settings: OidcSection, database: Database
) -> None:
    twin = Database(database.url)
    until = clock.now() + LASTS
    answers = await asyncio.gather(
        *(
            one.write(lambda session: returns.is_first(session, "state", until))
            for one in (database, twin) * 5
        )
    )
    twin.close()
    assert sorted(answers) == [False] * 9 + [True]


async def test_what_came_back_is_forgotten_when_it_is_too_old_anyway(database: Database) -> None:
    now = clock.now()

    def work(session: Session) -> list[str]:
        assert returns.is_first(session, "old", now - timedelta(seconds=1))
        assert returns.is_first(session, "new", now + LASTS)
        return list(session.exec(select(ProviderReturnRow.state_hash)))

    assert await database.write(work) == [hashed("new")]


async def test_a_flood_of_sign_ins_that_came_back_keeps_nobody_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returns, "REMEMBERED", 3)
    until = clock.now() + LASTS

    def work(session: Session) -> None:
        assert all(returns.is_first(session, f"{n}", until + timedelta(seconds=n)) for n in range(5))
        assert not returns.is_first(session, "4", until)
        assert len(session.exec(select(ProviderReturnRow)).all()) == 3

    await database.write(work)


@pytest.mark.parametrize(
    "issuer",
    ["http://id.example", "id.example", "ftp://id.example", "https://id.example?x=y", "https://", ""],
)
def test_a_provider_is_reached_by_tls(issuer: str) -> None:
    with pytest.raises(ValueError, match="it must be an address"):
        OidcSection(issuer=issuer, client_id=CLIENT)
