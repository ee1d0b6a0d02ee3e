"""Signing in with an identity provider that is honest."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, select

from runtime.errors import NotAllowed
from runtime.settings import OidcSection
from runtime.store import sessions, users
from runtime.store.session import Database
from runtime.store.tables import UserRow
from runtime.users.actor import SYSTEM, Role
from studio.cookies import OIDC, SESSION
from studio.oidc.identity import role_of
from studio.services import Services
from tests.runtime.people import somebody
from tests.studio.oidc.browsing import Enter, go
from tests.studio.oidc.loopback_provider import LoopbackProvider

ROLES: dict[str, Role] = {"staff": "operator", "designers": "editor"}


async def test_whoever_the_provider_vouches_for_is_in(
    enter: Enter, settings: OidcSection, services: Services, database: Database
) -> None:
    http = enter(settings)
    answer = await go(http, "/flows/a?b=c")
    assert (answer.status_code, answer.headers["location"]) == (303, "/flows/a?b=c")
    assert OIDC not in http.cookies
    actor = await services.sessions.actor(http.cookies[SESSION])
    assert (actor.name, actor.role) == ("Ana", None)
    again = enter(settings)
    await go(again)
    assert (await services.sessions.actor(again.cookies[SESSION])).id == actor.id
    assert again.cookies[SESSION] != http.cookies[SESSION]


@pytest.mark.parametrize(
    ("claims", "role_claim", "default_role", "role"),
    [
        ({"groups": ["staff", "designers", "other"]}, "groups", "none", "editor"),
        ({"groups": "staff"}, "groups", "none", "operator"),
        ({"groups": ["Staff"]}, "groups", "viewer", "viewer"),
        ({"groups": []}, "groups", "none", None),
        ({"groups": {"staff": True}}, "groups", "none", None),
        ({}, "groups", "none", None),
        ({"realm": {"roles": ["staff"]}}, "realm.roles", "none", "operator"),
        ({"realm": "staff"}, "realm.roles", "none", None),
        ({"https://example.com/roles": ["staff"]}, "https://example.com/roles", "none", "operator"),
        ({"groups": ["staff"]}, None, "viewer", "viewer"),
        ({"groups": ["admin"]}, "groups", "none", None),
    ],
)
def test_a_claim_says_the_role(
    claims: dict[str, Any], role_claim: str | None, default_role: Any, role: Role | None
) -> None:
    said = OidcSection(
        issuer="https://id.example", client_id="x", role_claim=role_claim, roles=ROLES, default_role=default_role
    )  # fmt: skip
    assert role_of(claims, said) == role


def test_who_has_no_role_may_be_refused() -> None:
    strict = OidcSection(
        issuer="https://id.example", client_id="x", role_claim="groups", roles=ROLES, default_role="refuse"
    )
    with pytest.raises(NotAllowed, match="no role here"):
        role_of({"groups": ["visitors"]}, strict)
    assert role_of({"groups": ["staff"]}, strict) == "operator"


async def test_the_role_counts_anew_at_each_sign_in(
    enter: Enter, settings: OidcSection, provider: LoopbackProvider, services: Services
) -> None:
    mapped = settings.model_copy(update={"role_claim": "groups", "roles": ROLES})
    for group, role in (("designers", "editor"), ("staff", "operator"), ("nobody", None)):
        provider.claims = {"groups": [group]}
        http = enter(mapped)
        await go(http)
        assert (await services.sessions.actor(http.cookies[SESSION])).role == role


async def test_groups_may_be_kept_for_whoever_asks_again(
    enter: Enter, settings: OidcSection, provider: LoopbackProvider, services: Services
) -> None:
    provider.userinfo = {"groups": ["staff"], "iss": "https://evil.example"}
    http = enter(settings.model_copy(update={"role_claim": "groups", "roles": ROLES}))
    await go(http)
    assert (await services.sessions.actor(http.cookies[SESSION])).role == "operator"
    provider.userinfo = {"groups": ["designers"], "sub": "bob"}
    assert (await go(http)).status_code == 502


@pytest.mark.parametrize(
    ("verified", "joined"), [(True, True), (False, False), (None, False), ("true", False)]
)
async def test_an_address_joins_people_only_where_it_is_verified(
    enter: Enter,
    settings: OidcSection,
    provider: LoopbackProvider,
    services: Services,
    verified: object,
    joined: bool,
) -> None:
    invited = await services.users.invite(SYSTEM, "Ana Ilic", "ana@example.com", "publisher", {})
    provider.claims = {"email_verified": verified}
    http = enter(settings)
    await go(http)
    actor = await services.sessions.actor(http.cookies[SESSION])
    assert (actor.id == invited.user_id, actor.role) == (joined, "publisher" if joined else None)


async def test_whoever_was_not_invited_can_be_kept_out(
    enter: Enter, settings: OidcSection, services: Services, database: Database
) -> None:
    http = enter(settings.model_copy(update={"default_role": "refuse"}))
    answer = await go(http)
    assert answer.status_code == 403
    assert "You were not invited yet" in answer.text
    assert await database.read(lambda session: session.exec(select(UserRow)).all()) == []
    await services.users.invite(SYSTEM, "Ana", "ana@example.com", "viewer", {})
    assert (await go(http)).status_code == 303


async def test_a_disabled_user_stays_out(
    enter: Enter, settings: OidcSection, services: Services, database: Database
) -> None:
    http = enter(settings)
    await go(http)
    actor = await services.sessions.actor(http.cookies[SESSION])
    await services.users.disable(SYSTEM, actor.id)
    http.cookies.clear()
    answer = await go(http)
    assert answer.status_code == 403
    assert "an admin can enable you again" in answer.text
    assert SESSION not in http.cookies


async def test_another_provider_s_people_are_others(
    enter: Enter, settings: OidcSection, database: Database
) -> None:
    def known(session: Session) -> None:
        user = users.add(session, "Ana", "admin")
        user.oidc_subject = "https://other.example ana-1"

    await database.write(known)
    await go(enter(settings))
    names = await database.read(lambda session: session.exec(select(UserRow.name)).all())
    assert sorted(names) == ["Ana", "Ana 2"]


async def test_a_provider_may_change_its_keys(
    enter: Enter, settings: OidcSection, provider: LoopbackProvider
) -> None:
    http = enter(settings)
    assert (await go(http)).status_code == 303
    provider.kid = "two"
    assert (await go(http)).status_code == 303


async def test_the_session_before_ends(
    enter: Enter, settings: OidcSection, services: Services, database: Database
) -> None:
    http = enter(settings)
    before = await database.write(lambda session: sessions.begin(session, somebody(session, "Bo")))
    http.cookies.set(SESSION, before)
    await go(http)
    with pytest.raises(NotAllowed):
        await services.sessions.actor(before)
