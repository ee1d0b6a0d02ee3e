"""Signing in: a link that works once, a session that ends."""

from __future__ import annotations

import asyncio

import pytest
from sqlmodel import Session, col, update

from runtime.app import App
from runtime.errors import RoleTooLow, SignInNeeded
from runtime.store import sessions, users
from runtime.store.tables import OneTimeLinkRow, SessionRow, UserRow
from runtime.users.actor import ROLES, SYSTEM, Actor, Role
from tests.runtime.playing import Watch


async def signed_in(app: App) -> str:
    link = await app.write(users.signin_link)
    return await app.write(lambda session: users.sign_in(session, link))


async def whose(app: App, cookie: str | None) -> Actor:
    return await app.read(lambda session: sessions.actor_of(session, cookie))


async def test_the_first_link_signs_the_admin_in(app: App) -> None:
    actor = await whose(app, await signed_in(app))
    assert (actor.name, actor.role, actor.kind) == ("admin", "admin", "user")


async def test_a_link_works_once(app: App) -> None:
    link = await app.write(users.signin_link)
    await app.write(lambda session: users.sign_in(session, link))
    with pytest.raises(SignInNeeded, match="converse signin-link"):
        await app.write(lambda session: users.sign_in(session, link))


async def test_of_two_browsers_that_race_with_a_link_one_is_let_in(app: App) -> None:
    link = await app.write(users.signin_link)
    outcomes = await asyncio.gather(
        *(app.write(lambda session: users.sign_in(session, link)) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, SignInNeeded) for outcome in outcomes) == 4


async def test_a_link_is_good_for_a_quarter_of_an_hour(app: App, watch: Watch) -> None:
    link = await app.write(users.signin_link)
    watch.turn(minutes=15)
    with pytest.raises(SignInNeeded, match="15 minutes"):
        await app.write(lambda session: users.sign_in(session, link))


@pytest.mark.parametrize("token", ["", "x" * 43])
async def test_a_made_up_link_lets_nobody_in(app: App, token: str) -> None:
    await app.write(users.signin_link)
    with pytest.raises(SignInNeeded):
        await app.write(lambda session: users.sign_in(session, token))


async def test_a_session_ends_after_a_week(app: App, watch: Watch) -> None:
    cookie = await signed_in(app)
    watch.turn(days=7, seconds=-1)
    assert (await whose(app, cookie)).name == "admin"
    watch.turn(seconds=1)
    with pytest.raises(SignInNeeded):
        await whose(app, cookie)


async def test_signing_out_ends_one_session_alone(app: App) -> None:
    one, other = await signed_in(app), await signed_in(app)
    await app.write(lambda session: sessions.end(session, one))
    with pytest.raises(SignInNeeded):
        await whose(app, one)
    assert await whose(app, other)


@pytest.mark.parametrize("cookie", [None, "", "made up"])
async def test_no_session_is_nobody(app: App, cookie: str | None) -> None:
    with pytest.raises(SignInNeeded):
        await whose(app, cookie)


async def test_neither_link_nor_cookie_stands_in_the_database(app: App) -> None:
    link = await app.write(users.signin_link)
    cookie = await app.write(lambda session: users.sign_in(session, link))
    stored = await app.read(
        lambda session: [session.get(OneTimeLinkRow, link), session.get(SessionRow, cookie)]
    )
    assert stored == [None, None]


async def test_a_role_of_a_newer_version_may_only_look(app: App) -> None:
    cookie = await signed_in(app)

    def promote(session: Session) -> None:
        session.exec(update(UserRow).where(col(UserRow.name) == "admin").values(role="emperor"))

    await app.write(promote)
    actor = await whose(app, cookie)
    assert actor.role == "viewer"
    with pytest.raises(RoleTooLow, match="“editor”; yours is “viewer”"):
        actor.require("editor")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_what_those_before_it_may(role: Role) -> None:
    place = ROLES.index(role)
    for lower in ROLES[: place + 1]:
        Actor("ana", role).require(lower)
    for higher in ROLES[place + 1 :]:
        with pytest.raises(RoleTooLow):
            Actor("ana", role).require(higher)
    SYSTEM.require(role)
