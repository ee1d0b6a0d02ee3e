"""What somebody does about themselves."""

from __future__ import annotations

import pytest

from runtime.errors import SignInNeeded, TooMany, UnknownSession, WeakPassword, WrongPassword
from runtime.store import joining
from runtime.store.session import Database
from runtime.store.sessions import Browser
from runtime.users.actor import COMMAND_LINE, SYSTEM, Actor
from studio.services import Services
from tests.runtime.people import OTHER_PASSWORD, PASSWORD, acts, somebody
from tests.runtime.playing import Watch
from tests.studio.coming_in.conftest import FIREFOX


@pytest.fixture
async def cookie(services: Services, ana: str) -> str:
    """Ana's browser."""
    return await services.sessions.sign_in("Ana", PASSWORD, None, FIREFOX)


@pytest.fixture
async def actor(services: Services, cookie: str) -> Actor:
    return await services.sessions.actor(cookie, "192.0.2.7")


async def test_people_see_who_they_are_here_and_where_they_are_signed_in(
    services: Services, watch: Watch, actor: Actor, cookie: str
) -> None:
    watch.turn(minutes=5)
    await services.sessions.sign_in("Ana", PASSWORD, None, Browser("192.0.2.8", "Safari"))
    view = await services.account.view(actor, cookie)
    assert (view.name, view.role, view.has_password, view.oidc) == ("Ana", "editor", True, False)
    assert [(one.browser.agent, one.current) for one in view.sessions] == [
        ("Safari", False),
        ("Firefox", True),
    ]


async def test_a_changed_password_rotates_this_session_and_ends_the_others(
    services: Services, database: Database, actor: Actor, cookie: str
) -> None:
    other = await services.sessions.sign_in("Ana", PASSWORD, None)
    rotated = await services.account.change_password(actor, cookie, PASSWORD, OTHER_PASSWORD)
    for ended in (cookie, other):
        with pytest.raises(SignInNeeded):
            await services.sessions.actor(ended)
    [left] = (await services.account.view(actor, rotated)).sessions
    assert (left.current, left.browser) == (True, FIREFOX)
    assert await services.sessions.sign_in("Ana", OTHER_PASSWORD, None)
    assert "user.password" in await database.read(acts)


@pytest.mark.parametrize("old", [None, "", OTHER_PASSWORD])
async def test_without_the_old_one_nothing_changes(
    services: Services, database: Database, actor: Actor, cookie: str, old: str | None
) -> None:
    with pytest.raises(WrongPassword):
        await services.account.change_password(actor, cookie, old, OTHER_PASSWORD)
    assert await services.sessions.actor(cookie)
    assert (await database.read(acts))[-1] == "refused"


async def test_a_weak_one_changes_nothing(services: Services, actor: Actor, cookie: str) -> None:
    with pytest.raises(WeakPassword):
        await services.account.change_password(actor, cookie, PASSWORD, "passwordpassword")
    assert await services.sessions.actor(cookie)


async def test_whoever_finds_an_open_browser_cant_guess_for_long(
    services: Services, actor: Actor, cookie: str
) -> None:
    for _ in range(10):
        with pytest.raises(WrongPassword):
            await services.account.change_password(actor, cookie, "a guess", OTHER_PASSWORD)
    with pytest.raises(TooMany):
        await services.account.change_password(actor, cookie, PASSWORD, OTHER_PASSWORD)


async def test_who_has_none_sets_their_first(services: Services, database: Database, watch: Watch) -> None:
    """As the first admin, who came in by a link."""
    cookie = await services.sessions.begin(await database.write(joining.signin_link), None, FIREFOX)
    actor = await services.sessions.actor(cookie)
    assert not (await services.account.view(actor, cookie)).has_password
    await services.account.change_password(actor, cookie, None, PASSWORD)
    assert await services.sessions.sign_in("admin", PASSWORD, None)


async def test_a_session_that_has_ended_changes_no_password(
    services: Services, actor: Actor, cookie: str
) -> None:
    """The page was still open."""
    await services.sessions.end(cookie)
    with pytest.raises(SignInNeeded):
        await services.account.change_password(actor, cookie, PASSWORD, OTHER_PASSWORD)
    assert await services.sessions.sign_in("Ana", PASSWORD, None)


async def test_somebody_elses_cookie_changes_no_password(
    services: Services, database: Database, actor: Actor
) -> None:
    await database.write(lambda session: somebody(session, "Bob"))
    bobs = await services.sessions.sign_in("Bob", PASSWORD, None)
    with pytest.raises(SignInNeeded):
        await services.account.change_password(actor, bobs, PASSWORD, OTHER_PASSWORD)


async def test_people_end_their_own_sessions_and_no_others(
    services: Services, database: Database, actor: Actor, cookie: str
) -> None:
    await database.write(lambda session: somebody(session, "Bob"))
    bobs = await services.sessions.sign_in("Bob", PASSWORD, None)
    bob = await services.sessions.actor(bobs)
    [of_bob] = (await services.account.view(bob, bobs)).sessions
    for unknown in (of_bob.id, "", "nothing", "../x"):
        with pytest.raises(UnknownSession):
            await services.account.revoke(actor, unknown)
    assert await services.sessions.actor(bobs)
    [mine] = (await services.account.view(actor, cookie)).sessions
    await services.account.revoke(actor, mine.id)
    with pytest.raises(SignInNeeded):
        await services.sessions.actor(cookie)


@pytest.mark.parametrize("nobody", [SYSTEM, COMMAND_LINE, Actor("key: shop", "admin", id="1", kind="key")])
async def test_only_people_have_an_account(services: Services, nobody: Actor) -> None:
    with pytest.raises(SignInNeeded):
        await services.account.view(nobody, "")
    with pytest.raises(SignInNeeded):
        await services.account.change_password(nobody, "", None, PASSWORD)
    with pytest.raises(SignInNeeded):
        await services.account.revoke(nobody, "")
