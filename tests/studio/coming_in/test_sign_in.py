"""Coming in with a password, an invitation, a link for a new password; and what is said to those who don't."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session

from runtime.errors import LinkSpent, SignInNeeded, TooMany, UserDisabled, WeakPassword, WrongPassword
from runtime.store import audit, joining, sessions
from runtime.store.session import Database
from runtime.store.sessions import Browser
from runtime.store.tables import UserRow
from runtime.users.actor import Actor
from runtime.users.passwords import Passwords
from studio.services import Services, services_on
from studio.services.hashing import AT_ONCE, WAITING, Hashing
from tests.runtime.people import OTHER_PASSWORD, PASSWORD, acts, trail
from tests.runtime.playing import Watch
from tests.studio.coming_in.conftest import FIREFOX


async def is_signed_in(services: Services, cookie: str | None) -> bool:
    try:
        await services.sessions.actor(cookie)
    except SignInNeeded:
        return False
    return True


async def refusals(database: Database) -> list[dict[str, Any]]:
    return [detail for act, _, detail in await database.read(trail) if act == "session.refused"]


# With a password


@pytest.mark.parametrize("name", ["Ana", "ANA", " ａｎａ "])
async def test_a_password_lets_in(services: Services, ana: str, name: str) -> None:
    cookie = await services.sessions.sign_in(name, PASSWORD, None, FIREFOX)
    actor = await services.sessions.actor(cookie, "192.0.2.7")
    assert (actor.id, actor.name, actor.role, actor.origin) == (ana, "Ana", "editor", "192.0.2.7")


async def test_an_address_does_as_well_as_a_name(services: Services, ana: str, root: Actor) -> None:
    await services.users.rename(root, ana, "Ana", "ana@example.com")
    assert await services.sessions.sign_in("Ana@Example.com", PASSWORD, None)


async def test_whatever_is_wrong_gets_the_same_words(services: Services, ana: str) -> None:
    wrong = [
        ("Ana", OTHER_PASSWORD),
        ("Ana", ""),
        ("Bob", PASSWORD),
        ("", ""),
        ("\x00", "\x00"),
        ("\ud800", "\ud800"),
        ("Ana", "x" * 100_000),
    ]
    for name, password in wrong:
        with pytest.raises(WrongPassword) as refused:
            await services.sessions.sign_in(name, password, None)
        assert str(refused.value) == "This name and this password don't go together."


async def test_a_name_that_nobody_has_costs_the_same_work(database: Database, ana: str) -> None:
    class Counting(Passwords):
        """Notes what it is asked to compare."""

        compared: list[bool]

        def fits(self, kept: str | None, password: str) -> bool:
            self.compared.append(kept is not None)
            return super().fits(kept, password)

    passwords = Counting(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords.compared = []
    services = services_on(database, passwords)
    for name in ("Ana", "Bob"):
        with pytest.raises(WrongPassword):
            await services.sessions.sign_in(name, OTHER_PASSWORD, None)
    assert passwords.compared == [True, False]


async def test_who_was_only_invited_has_no_password(services: Services, root: Actor) -> None:
    await services.users.invite(root, "Bob", None, "viewer", {})
    with pytest.raises(WrongPassword):
        await services.sessions.sign_in("Bob", "", None)


async def test_a_cookie_that_is_brought_along_is_never_signed_in(services: Services, ana: str) -> None:
    """Else whoever planted it would be signed in too."""
    planted = "planted by somebody else"
    cookie = await services.sessions.sign_in("Ana", PASSWORD, planted)
    assert cookie != planted
    assert not await is_signed_in(services, planted)


async def test_each_sign_in_ends_the_session_before_it_in_that_browser(services: Services, ana: str) -> None:
    first = await services.sessions.sign_in("Ana", PASSWORD, None)
    elsewhere = await services.sessions.sign_in("Ana", PASSWORD, None)
    second = await services.sessions.sign_in("Ana", PASSWORD, first)
    assert [await is_signed_in(services, one) for one in (first, elsewhere, second)] == [False, True, True]


async def test_after_ten_wrong_ones_the_right_one_is_refused_too(
    services: Services, database: Database, ana: str, watch: Watch
) -> None:
    for number in range(10):
        with pytest.raises(WrongPassword):
            await services.sessions.sign_in("Ana", f"guess {number}", None, Browser(f"10.0.0.{number}"))
    with pytest.raises(TooMany) as refused:
        await services.sessions.sign_in("Ana", PASSWORD, None, FIREFOX)
    assert refused.value.seconds == 900
    watch.turn(minutes=15)
    assert await services.sessions.sign_in("Ana", PASSWORD, None, FIREFOX)


async def test_a_burst_of_guesses_gets_no_further(services: Services, ana: str) -> None:
    guesses = [f"guess {number}" for number in range(30)]
    outcomes = await asyncio.gather(
        *(services.sessions.sign_in("Ana", one, None) for one in guesses), return_exceptions=True
    )
    assert sum(isinstance(one, WrongPassword) for one in outcomes) == 10
    assert sum(isinstance(one, TooMany) for one in outcomes) == 20


async def test_a_sign_in_link_works_however_many_guess(
    services: Services, database: Database, ana: str
) -> None:
    for _ in range(10):
        with pytest.raises(WrongPassword):
            await services.sessions.sign_in("Ana", "guess", None, FIREFOX)
    token = await database.write(lambda session: joining.signin_link(session, "Ana"))
    assert await is_signed_in(services, await services.sessions.begin(token, None, FIREFOX))


async def test_who_signs_in_often_is_never_throttled(services: Services, ana: str) -> None:
    for _ in range(31):
        await services.sessions.sign_in("Ana", PASSWORD, None, FIREFOX)


async def test_a_disabled_user_is_told_so_if_they_know_the_password(
    services: Services, ana: str, root: Actor
) -> None:
    await services.users.disable(root, ana)
    with pytest.raises(UserDisabled):
        await services.sessions.sign_in("Ana", PASSWORD, None)
    with pytest.raises(WrongPassword):
        await services.sessions.sign_in("Ana", OTHER_PASSWORD, None)


async def test_a_hash_of_older_parameters_is_made_anew(
    database: Database, services: Services, ana: str
) -> None:
    harder = services_on(database, Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)))

    def kept(session: Session) -> str:
        return session.get_one(UserRow, ana).password_hash or ""

    before = await database.read(kept)
    await harder.sessions.sign_in("Ana", PASSWORD, None)
    after = await database.read(kept)
    assert (before.split("$")[3], after.split("$")[3]) == ("m=8,t=1,p=1", "m=16,t=2,p=1")
    await harder.sessions.sign_in("Ana", PASSWORD, None)
    assert await database.read(kept) == after
    assert await services.sessions.sign_in("Ana", PASSWORD, None)


async def test_a_password_that_is_changed_while_it_is_checked_lets_nobody_in(
    database: Database, ana: str, root: Actor
) -> None:
    class Slow(Passwords):
        """Somebody is quicker."""

        def fits(self, kept: str | None, password: str) -> bool:
            fits = super().fits(kept, password)
            database.write_now(change)
            return fits

    def change(session: Session) -> None:
        session.get_one(UserRow, ana).password_hash = "another"

    services = services_on(database, Slow(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
    with pytest.raises(WrongPassword):
        await services.sessions.sign_in("Ana", PASSWORD, None)


async def test_what_was_refused_is_noted_but_not_what_was_typed(
    services: Services, database: Database, ana: str, watch: Watch
) -> None:
    for name in ("Ana", "my secret password", "Ana"):
        with pytest.raises(WrongPassword):
            await services.sessions.sign_in(name, "hunter2-hunter2", None, FIREFOX)
        watch.turn(minutes=1, seconds=1)
    noted = [line for line in await database.read(trail) if line[0] == "session.refused"]
    assert noted == [("session.refused", "somebody", {"why": "wrong_password"})] * 3
    assert "secret" not in str(noted)
    assert "hunter2" not in str(noted)


async def test_strangers_cant_fill_the_trail(
    services: Services, database: Database, ana: str, watch: Watch
) -> None:
    for number in range(20):
        with pytest.raises(LinkSpent):
            await services.sessions.begin(f"made up {number}", None, FIREFOX)
    assert len(await refusals(database)) == 1
    for number in range(70):
        with pytest.raises(LinkSpent):
            await services.sessions.begin("made up", None, Browser(f"10.0.0.{number}"))
    assert len(await refusals(database)) == 60


async def test_a_flood_is_sent_away_before_it_is_hashed() -> None:
    hashing = Hashing(Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
    asked = AT_ONCE + WAITING
    outcomes = await asyncio.gather(*(hashing.hashed("x") for _ in range(asked + 5)), return_exceptions=True)
    assert sum(isinstance(one, TooMany) for one in outcomes) == 5
    assert await hashing.hashed("x")


# With an invitation, or a link for a new password


async def test_an_invitation_sets_a_password_and_lets_in(
    services: Services, root: Actor, database: Database
) -> None:
    invitation = await services.users.invite(root, "Bob", None, "viewer", {})
    assert await services.sessions.link_for("invite", invitation.token) == "Bob"
    cookie = await services.sessions.accept("invite", invitation.token, PASSWORD, None, FIREFOX)
    assert (await services.sessions.actor(cookie)).name == "Bob"
    assert await services.sessions.sign_in("Bob", PASSWORD, None)
    assert (await database.read(acts))[-5:] == [
        "user.invited", "user.password", "user.joined", "session.began", "session.began",
    ]  # fmt: skip
    joined = await database.read(lambda session: audit.latest(session, "user.joined"))
    assert joined is not None
    assert (joined.actor, joined.origin) == ("Bob", FIREFOX.address)


async def test_looking_at_a_link_doesnt_use_it(services: Services, root: Actor) -> None:
    invitation = await services.users.invite(root, "Bob", None, "viewer", {})
    for _ in range(3):
        await services.sessions.link_for("invite", invitation.token)
    assert await services.sessions.accept("invite", invitation.token, PASSWORD, None)


@pytest.mark.parametrize("kind", ["invite", "reset"])
async def test_a_link_works_once(services: Services, root: Actor, ana: str, kind: Any) -> None:
    token = (
        await services.users.invite(root, "Bob", None, "viewer", {})
        if kind == "invite"
        else await services.users.new_link(root, ana)
    ).token
    await services.sessions.accept(kind, token, PASSWORD, None)
    with pytest.raises(LinkSpent, match="used already"):
        await services.sessions.accept(kind, token, OTHER_PASSWORD, None)
    with pytest.raises(LinkSpent):
        await services.sessions.link_for(kind, token)


async def test_of_those_who_race_with_a_link_one_is_let_in(services: Services, root: Actor) -> None:
    token = (await services.users.invite(root, "Bob", None, "viewer", {})).token
    outcomes = await asyncio.gather(
        *(services.sessions.accept("invite", token, f"{PASSWORD} {number}", None) for number in range(5)),
        return_exceptions=True,
    )
    [won] = [number for number, one in enumerate(outcomes) if isinstance(one, str)]
    assert await services.sessions.sign_in("Bob", f"{PASSWORD} {won}", None)
    assert sum(isinstance(one, LinkSpent) for one in outcomes) == 4


@pytest.mark.parametrize(("kind", "days", "minutes"), [("invite", 7, 0), ("reset", 0, 60)])
async def test_a_link_gets_too_old(
    services: Services, root: Actor, ana: str, watch: Watch, kind: Any, days: int, minutes: int
) -> None:
    bob = await services.users.invite(root, "Bob", None, "viewer", {})
    link = bob if kind == "invite" else await services.users.new_link(root, ana)
    watch.turn(days=days, minutes=minutes, seconds=-1)
    await services.sessions.link_for(kind, link.token)
    watch.turn(seconds=1)
    with pytest.raises(LinkSpent):
        await services.sessions.accept(kind, link.token, PASSWORD, None)


async def test_a_weak_password_leaves_the_link_good(services: Services, root: Actor) -> None:
    token = (await services.users.invite(root, "Bob Smith", None, "viewer", {})).token
    for weak in ("short", "passwordpassword", "bobsmith2026"):
        with pytest.raises(WeakPassword):
            await services.sessions.accept("invite", token, weak, None)
    assert await services.sessions.accept("invite", token, PASSWORD, None)


async def test_a_new_password_signs_out_everywhere_and_spends_every_link(
    services: Services, database: Database, root: Actor, ana: str
) -> None:
    old = [await services.sessions.sign_in("Ana", PASSWORD, None) for _ in range(2)]
    signin = await database.write(lambda session: joining.signin_link(session, "Ana"))
    reset = await services.users.new_link(root, ana)
    assert reset.kind == "reset"
    new = await services.sessions.accept("reset", reset.token, OTHER_PASSWORD, None)
    assert [await is_signed_in(services, one) for one in (*old, new)] == [False, False, True]
    with pytest.raises(LinkSpent):
        await services.sessions.begin(signin, None)
    with pytest.raises(WrongPassword):
        await services.sessions.sign_in("Ana", PASSWORD, None)


async def test_an_invitation_cant_change_the_password_of_somebody_who_joined(
    services: Services, database: Database, root: Actor
) -> None:
    """They came in by a link meanwhile, and the invitation still lies in somebody's mailbox."""
    invitation = await services.users.invite(root, "Bob", None, "viewer", {})
    token = await database.write(lambda session: joining.signin_link(session, "Bob"))
    await services.sessions.begin(token, None)
    with pytest.raises(LinkSpent):
        await services.sessions.accept("invite", invitation.token, PASSWORD, None)


@pytest.mark.parametrize(("made", "used"), [("invite", "reset"), ("reset", "invite")])
async def test_a_link_of_one_kind_is_none_of_another(
    services: Services, root: Actor, ana: str, made: str, used: Any
) -> None:
    bob = await services.users.invite(root, "Bob", None, "viewer", {})
    link = bob if made == "invite" else await services.users.new_link(root, ana)
    with pytest.raises(LinkSpent):
        await services.sessions.accept(used, link.token, PASSWORD, None)


# While signed in


async def test_role_and_grants_count_at_the_next_act(
    services: Services, database: Database, root: Actor, ana: str
) -> None:
    cookie = await services.sessions.sign_in("Ana", PASSWORD, None)
    await services.users.change(root, ana, role="viewer", grants={})
    assert (await services.sessions.actor(cookie)).role == "viewer"
    await services.users.change(root, ana, role=None, grants={})
    assert (await services.sessions.actor(cookie)).role is None


async def test_who_is_disabled_is_out_at_the_next_act(services: Services, root: Actor, ana: str) -> None:
    cookie = await services.sessions.sign_in("Ana", PASSWORD, None)
    await services.users.disable(root, ana)
    assert not await is_signed_in(services, cookie)


async def test_signing_out_is_noted_once(services: Services, database: Database, ana: str) -> None:
    cookie = await services.sessions.sign_in("Ana", PASSWORD, None)
    for _ in range(2):
        await services.sessions.end(cookie, "192.0.2.7")
    await services.sessions.end("nobody's", "192.0.2.7")
    assert (await database.read(acts)).count("session.ended") == 1


async def test_that_they_are_here_is_written_once_a_minute(
    services: Services, database: Database, ana: str, watch: Watch
) -> None:
    cookie = await services.sessions.sign_in("Ana", PASSWORD, None)

    async def seen() -> float:
        await services.sessions.actor(cookie)
        await database.write(lambda _: None)  # whatever was queued before it is written
        [entry] = await database.read(lambda session: sessions.listing(session, ana))
        return (watch.time - entry.seen_at).total_seconds()

    assert await seen() == 0
    watch.turn(seconds=59)
    assert await seen() == 59
    watch.turn(seconds=1)
    assert await seen() == 0
