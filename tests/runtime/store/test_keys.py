"""Keys of the API as they are stored: what can be one, and how long one is good."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from runtime import clock
from runtime.errors import InvalidKey, NameTaken, RoleTooLow, UnknownKey
from runtime.store import audit, keys
from runtime.store.session import Database, sqlite_url
from runtime.store.tables import ApiKeyRow
from runtime.users.actor import ROLES, Actor
from tests.runtime.playing import Watch

ADMIN = Actor("Eve", "admin", id="u-1", origin="192.0.2.7")


@pytest.fixture
def database(tmp_path: Path, migrated_file: Path, watch: Watch) -> Iterator[Database]:
    path = tmp_path / "some.db"
    shutil.copy(migrated_file, path)
    made = Database(sqlite_url(path))
    yield made
    made.close()


def make(database: Database, name: str = "crm", *scopes: str, **more: Any) -> keys.Made:
    return database.write_now(lambda session: keys.make(session, ADMIN, name, scopes or ("events",), **more))


def acts(database: Database) -> list[tuple[str, str]]:
    lines = database.read_now(lambda session: audit.page(session, audit.Search()))
    return [(line.act, line.object_id) for line in reversed(lines)]


def test_a_key_is_found_by_its_token_and_kept_without_it(database: Database) -> None:
    made = make(database, " crm ", "operate", "events", "events", per_minute=7)
    assert made.token.startswith("cas_")
    assert len(made.token) == 47, "32 random bytes in base64"
    assert database.read_now(lambda session: keys.find(session, made.token)) == keys.Key(
        made.id, "crm", frozenset({"events", "operate"}), 7, marked=False
    )
    row = database.read_now(lambda session: session.exec(select(ApiKeyRow)).one())
    assert made.token not in str(row.model_dump())
    assert row.prefix == made.token[:12]


def test_what_is_made_and_revoked_is_listed_and_noted_once(database: Database, watch: Watch) -> None:
    first = make(database)
    watch.turn(minutes=1)
    second = make(database, "bank", "events", "messages", expires_at=clock.now() + timedelta(days=1))
    for _ in range(2):
        database.write_now(lambda session: keys.revoke(session, ADMIN, first.id))
        watch.turn(minutes=1)
    latest, earliest = database.read_now(keys.listing)
    assert (latest.name, latest.scopes, latest.created_by) == ("bank", ("messages", "events"), "Eve")
    assert latest.expires_at == latest.created_at + timedelta(days=1)
    assert earliest.revoked_at == latest.created_at, "the first time counts"
    assert acts(database) == [
        ("key.made", first.id),
        ("key.made", second.id),
        ("key.revoked", first.id),
    ]


def test_a_key_is_good_until_it_expires(database: Database, watch: Watch) -> None:
    made = make(database, expires_at=clock.now() + timedelta(hours=1))
    watch.turn(minutes=59, seconds=59)
    assert database.read_now(lambda session: keys.find(session, made.token))
    watch.turn(seconds=1)
    assert database.read_now(lambda session: keys.find(session, made.token)) is None
    assert database.read_now(lambda session: keys.id_of(session, made.token)) == made.id


@pytest.mark.parametrize(
    ("name", "more", "words"),
    [
        ("", {}, "needs a name"),
        ("  ", {}, "needs a name"),
        ("x" * 101, {}, "1 to 100 characters"),
        ("a\nb", {}, "on one line"),
        ("crm\u202e", {}, "on one line"),
        ("crm", {"scopes": ()}, "at least one scope"),
        ("crm", {"scopes": ("events", "root")}, "no scope “root”"),
        ("crm", {"per_minute": 0}, "1 to 100,000 times"),
        ("crm", {"per_minute": 100_001}, "1 to 100,000 times"),
        ("crm", {"expires_at": timedelta(0)}, "a time to come"),
    ],
)
def test_what_can_be_no_key(database: Database, name: str, more: dict[str, Any], words: str) -> None:
    given = {"scopes": ("events",), **more}
    if "expires_at" in given:
        given["expires_at"] = clock.now() + given["expires_at"]
    with pytest.raises(InvalidKey, match=words):
        database.write_now(lambda session: keys.make(session, ADMIN, name, **given))
    assert acts(database) == []


@pytest.mark.parametrize("name", ["CRM", " crm", "ｃｒｍ", "Installation"])
def test_no_two_keys_have_a_name_that_reads_alike(database: Database, name: str) -> None:
    first = make(database)
    with pytest.raises(NameTaken, match="already"):
        make(database, name)
    database.write_now(lambda session: keys.revoke(session, ADMIN, first.id))
    if name == "Installation":
        with pytest.raises(NameTaken):
            make(database, name)
    else:
        assert make(database, name).id != first.id


@pytest.mark.parametrize("role", [role for role in (None, *ROLES) if role != "admin"])
def test_keys_are_for_admins(database: Database, role: Any) -> None:
    made, actor = make(database), Actor("Ben", role, {"payment_collection": "admin"})
    with pytest.raises(RoleTooLow):
        database.write_now(lambda session: keys.make(session, actor, "mine", ("admin",)))
    with pytest.raises(RoleTooLow):
        database.write_now(lambda session: keys.revoke(session, actor, made.id))
    assert database.read_now(lambda session: keys.find(session, made.token))


def test_a_key_that_is_not_there_can_not_be_revoked(database: Database) -> None:
    with pytest.raises(UnknownKey, match="“nope”"):
        database.write_now(lambda session: keys.revoke(session, ADMIN, "nope"))


def test_a_scope_of_a_newer_version_opens_nothing_here(database: Database) -> None:
    made = make(database)

    def as_newer(session: Any) -> None:
        session.get(ApiKeyRow, made.id).scopes = ["events", "voice"]

    database.write_now(as_newer)
    key = database.read_now(lambda session: keys.find(session, made.token))
    assert key is not None
    assert key.scopes == {"events"}
    assert database.read_now(keys.listing)[0].scopes == ("events",)


def test_of_many_uses_in_a_minute_the_first_is_stored(database: Database, watch: Watch) -> None:
    made = make(database)
    watch.turn(seconds=90)
    for marked in (False, True):
        key = database.read_now(lambda session: keys.find(session, made.token))
        assert key is not None
        assert key.marked is marked
        database.write_now(lambda session: keys.used(session, made.id))
        watch.turn(seconds=20)
    database.write_now(lambda session: keys.used(session, made.id))
    (line,) = database.read_now(keys.listing)
    assert line.last_used_at == line.created_at + timedelta(minutes=2)
