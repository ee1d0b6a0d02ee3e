"""Guessing passwords: how often, and what it does to those who know theirs."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from sqlmodel import Session, func, select

from runtime.errors import TooMany
from runtime.store import joining, users
from runtime.store.attempts import PER_ACCOUNT, PER_ADDRESS, Attempt, network_of, was_right
from runtime.store.session import Database
from runtime.store.tables import SignInAttemptRow
from tests.runtime.people import ROOT, somebody
from tests.runtime.playing import Watch


async def attempt(database: Database, name: str, address: str) -> Attempt:
    return await database.write(lambda session: joining.counted(session, name, address))


async def kept(database: Database) -> int:
    return await database.read(
        lambda session: session.exec(select(func.count()).select_from(SignInAttemptRow)).one()
    )


async def test_after_ten_for_an_account_nobody_may_try_it(database: Database, watch: Watch) -> None:
    for number in range(PER_ACCOUNT):
        await attempt(database, "ana", f"10.0.0.{number}")
    with pytest.raises(TooMany) as refused:
        await attempt(database, "ana", "10.9.9.9")
    assert refused.value.seconds == 15 * 60
    await attempt(database, "bob", "10.9.9.9")


async def test_after_thirty_from_an_address_nobody_may_try_from_there(
    database: Database, watch: Watch
) -> None:
    for number in range(PER_ADDRESS):
        await attempt(database, f"name {number}", "10.0.0.1")
    with pytest.raises(TooMany):
        await attempt(database, "another", "10.0.0.1")
    await attempt(database, "another", "10.0.0.2")


async def test_waiting_helps_and_trying_meanwhile_doesnt_hurt(database: Database, watch: Watch) -> None:
    for _ in range(PER_ACCOUNT):
        await attempt(database, "ana", "")
        watch.turn(minutes=1)
    for _ in range(5):
        with pytest.raises(TooMany) as refused:
            await attempt(database, "ana", "")
        assert refused.value.seconds == 5 * 60
    watch.turn(minutes=5)
    await attempt(database, "ana", "")
    with pytest.raises(TooMany):
        await attempt(database, "ana", "")


async def test_many_at_once_dont_slip_by(database: Database) -> None:
    """Each is counted before its password is looked at."""
    outcomes = await asyncio.gather(
        *(attempt(database, "ana", "") for _ in range(50)), return_exceptions=True
    )
    assert sum(isinstance(one, Attempt) for one in outcomes) == PER_ACCOUNT
    assert sum(isinstance(one, TooMany) for one in outcomes) == 50 - PER_ACCOUNT


async def test_what_was_right_doesnt_count_but_what_was_wrong_before_does(
    database: Database, watch: Watch
) -> None:
    for _ in range(PER_ACCOUNT - 1):
        await attempt(database, "ana", "10.0.0.1")
    for _ in range(20):
        right = await attempt(database, "ana", "10.0.0.1")
        await database.write(partial(was_right, attempt=right))
    await attempt(database, "ana", "10.0.0.1")
    with pytest.raises(TooMany):
        await attempt(database, "ana", "10.0.0.1")


@pytest.mark.parametrize("other", ["ANA", " ａｎａ ", "Ana@Example.com"])
async def test_however_an_account_is_called_it_is_one(database: Database, other: str, watch: Watch) -> None:
    def with_address(session: Session) -> None:
        users.rename(session, ROOT, somebody(session), "Ana", "ana@example.com")

    await database.write(with_address)
    for _ in range(PER_ACCOUNT):
        await attempt(database, "Ana", "")
    with pytest.raises(TooMany):
        await attempt(database, other, "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8::1", "2001:db8::ffff:1:2:3"),
        ("fe80::1%eth0", "fe80::2"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:DB8:0:0::1", "2001:db8::2"),
    ],
)
def test_addresses_that_one_machine_has_count_as_one(one: str, other: str) -> None:
    assert network_of(one) == network_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("10.0.0.1", "10.0.0.2"), ("2001:db8:0:1::1", "2001:db8::1"), ("a", "b")]
)
def test_other_addresses_count_as_others(one: str, other: str) -> None:
    assert network_of(one) != network_of(other)


async def test_after_a_day_tries_are_forgotten(database: Database, watch: Watch) -> None:
    for name in ("a", "b", "c"):
        await attempt(database, name, "10.0.0.1")
    watch.turn(days=1, seconds=1)
    await attempt(database, "d", "10.0.0.1")
    assert await kept(database) == 1


async def test_whatever_somebody_calls_themselves_is_counted(database: Database) -> None:
    for odd in ("", "\x00", "x" * 1_000_000, "%", "'; drop table user; --"):
        counted = await attempt(database, odd, "10.0.0.1")
        assert (counted.user_id, counted.password_hash) == (None, None)
