"""Signing in: a link that works once, a session that ends."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from sqlmodel import Session, col, select, update

from runtime.errors import LinkSpent, Refused, RoleTooLow, SignInNeeded, UnknownUser
from runtime.store import joining, links, sessions, users
from runtime.store.session import Database
from runtime.store.tables import OneTimeLinkRow, SessionRow, UserRow
from runtime.users.actor import ROLES, SYSTEM, Actor, Role
from tests.runtime.people import ROOT, somebody
from tests.runtime.playing import Watch


async def signed_in(database: Database) -> str:
    link = await database.write(joining.signin_link)
    return await database.write(lambda session: joining.sign_in(session, link))


async def whose(database: Database, cookie: str | None) -> Actor:
    return await database.read(lambda session: sessions.actor_of(session, cookie))


async def test_the_first_link_signs_the_admin_in(database: Database) -> None:
    actor = await whose(database, await signed_in(database))
    assert (actor.name, actor.role, actor.kind) == ("admin", "admin", "user")


async def test_a_link_works_once(database: Database) -> None:
    link = await database.write(joining.signin_link)
    await database.write(lambda session: joining.sign_in(session, link))
    with pytest.raises(SignInNeeded, match="converse signin-link"):
        await database.write(lambda session: joining.sign_in(session, link))


async def test_of_two_browsers_that_race_with_a_link_one_is_let_in(database: Database) -> None:
    link = await database.write(joining.signin_link)
    outcomes = await asyncio.gather(
        *(database.write(lambda session: joining.sign_in(session, link)) for _ in range(5)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, SignInNeeded) for outcome in outcomes) == 4


async def test_a_link_is_good_for_a_quarter_of_an_hour(database: Database, watch: Watch) -> None:
    link = await database.write(joining.signin_link)
    watch.turn(minutes=15)
    with pytest.raises(SignInNeeded, match="15 minutes"):
        await database.write(lambda session: joining.sign_in(session, link))


@pytest.mark.parametrize("token", ["", "x" * 43])
async def test_a_made_up_link_lets_nobody_in(database: Database, token: str) -> None:
    await database.write(joining.signin_link)
    with pytest.raises(SignInNeeded):
        await database.write(lambda session: joining.sign_in(session, token))


async def test_a_session_ends_after_a_week(database: Database, watch: Watch) -> None:
    cookie = await signed_in(database)
    watch.turn(days=7, seconds=-1)
    assert (await whose(database, cookie)).name == "admin"
    watch.turn(seconds=1)
    with pytest.raises(SignInNeeded):
        await whose(database, cookie)


async def test_sessions_and_links_that_nobody_can_use_any_more_are_not_kept(
    database: Database, watch: Watch
) -> None:
    for _ in range(3):
        await signed_in(database)
        watch.turn(days=8)
    cookie = await signed_in(database)

    def kept(session: Session) -> tuple[int, int]:
        return len(session.exec(select(SessionRow)).all()), len(session.exec(select(OneTimeLinkRow)).all())

    assert await database.read(kept) == (1, 1)
    assert await whose(database, cookie)


async def test_signing_out_ends_one_session_alone(database: Database) -> None:
    one, other = await signed_in(database), await signed_in(database)
    await database.write(lambda session: sessions.end(session, one))
    with pytest.raises(SignInNeeded):
        await whose(database, one)
    assert await whose(database, other)


@pytest.mark.parametrize("cookie", [None, "", "made up"])
async def test_no_session_is_nobody(database: Database, cookie: str | None) -> None:
    with pytest.raises(SignInNeeded):
        await whose(database, cookie)


async def test_neither_link_nor_cookie_stands_in_the_database(database: Database) -> None:
    link = await database.write(joining.signin_link)
    cookie = await database.write(lambda session: joining.sign_in(session, link))
    stored = await database.read(
        lambda session: [session.get(OneTimeLinkRow, link), session.get(SessionRow, cookie)]
    )
    assert stored == [None, None]


async def test_a_role_of_a_newer_version_may_only_look(database: Database) -> None:
    cookie = await signed_in(database)

    def promote(session: Session) -> None:
        session.exec(update(UserRow).where(col(UserRow.name) == "admin").values(role="emperor"))

    await database.write(promote)
    actor = await whose(database, cookie)
    assert actor.role == "viewer"
    with pytest.raises(RoleTooLow, match="“editor”; yours is “viewer”"):
        actor.require("editor")
    with pytest.raises(RoleTooLow, match="“admin”; you have none for all flows"):
        Actor("Gus", None, {"payment": "publisher"}).require("admin")


# Sign-in links


def enabled(session: Session, name: str, *, to: bool) -> None:
    user = users.named(session, name)
    assert user is not None
    (users.enable if to else users.disable)(session, ROOT, user.id)


async def test_the_first_admin_is_made_once_and_may_be_called_otherwise(database: Database) -> None:
    await signed_in(database)

    def rename(session: Session) -> None:
        users.rename(session, ROOT, joining.first_admin(session).id, "Ana", None)

    await database.write(rename)
    assert (await whose(database, await signed_in(database))).name == "Ana"
    assert [one.name for one in await database.read(users.listing)] == ["Ana"]


async def test_the_first_admin_is_one_who_is_enabled(database: Database) -> None:
    await signed_in(database)
    await database.write(lambda session: somebody(session, "Bob", "admin"))
    await database.write(lambda session: enabled(session, "admin", to=False))
    assert (await whose(database, await signed_in(database))).name == "Bob"


async def test_a_link_for_somebody_signs_them_in(database: Database) -> None:
    await database.write(lambda session: somebody(session, "Ana", "viewer"))
    link = await database.write(lambda session: joining.signin_link(session, "ANA"))
    cookie = await database.write(lambda session: joining.sign_in(session, link))
    assert (await whose(database, cookie)).role == "viewer"


async def test_there_is_no_link_for_nobody_and_none_for_the_disabled(database: Database) -> None:
    with pytest.raises(UnknownUser, match="no user “Bob”"):
        await database.write(lambda session: joining.signin_link(session, "Bob"))
    await database.write(lambda session: somebody(session, "Bob"))
    await database.write(lambda session: enabled(session, "Bob", to=False))
    with pytest.raises(Refused, match="“Bob” is disabled"):
        await database.write(lambda session: joining.signin_link(session, "Bob"))


async def test_a_newer_link_replaces_the_older_one(database: Database) -> None:
    old, new = [await database.write(joining.signin_link) for _ in range(2)]
    with pytest.raises(LinkSpent, match="replaced by a newer one"):
        await database.write(lambda session: joining.sign_in(session, old))
    assert await database.write(lambda session: joining.sign_in(session, new))


@pytest.mark.parametrize("kind", ["invite", "reset"])
async def test_a_link_of_another_kind_doesnt_sign_in(database: Database, kind: links.LinkKind) -> None:
    def make(session: Session) -> str:
        return links.new_link(session, kind, somebody(session)).token

    token = await database.write(make)
    with pytest.raises(LinkSpent):
        await database.write(lambda session: joining.sign_in(session, token))


async def test_a_disabled_users_link_and_sessions_are_worth_nothing_even_later(database: Database) -> None:
    await database.write(lambda session: somebody(session, "Ana"))
    links_of_ana = [await database.write(lambda session: joining.signin_link(session, "Ana"))]
    cookie = await database.write(lambda session: joining.sign_in(session, links_of_ana[0]))
    links_of_ana.append(await database.write(lambda session: joining.signin_link(session, "Ana")))
    await database.write(lambda session: enabled(session, "Ana", to=False))
    await database.write(lambda session: enabled(session, "Ana", to=True))
    with pytest.raises(SignInNeeded):
        await whose(database, cookie)
    for token in links_of_ana:
        with pytest.raises(LinkSpent):
            await database.write(partial(joining.sign_in, token=token))


# Roles


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_what_those_before_it_may(role: Role) -> None:
    place = ROLES.index(role)
    for lower in ROLES[: place + 1]:
        Actor("ana", role).require(lower)
    for higher in ROLES[place + 1 :]:
        with pytest.raises(RoleTooLow):
            Actor("ana", role).require(higher)
    SYSTEM.require(role)
