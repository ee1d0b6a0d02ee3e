"""`/keys`, as an admin uses it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from nicegui import ui
from nicegui.testing import User

from runtime import clock
from runtime.store import keys
from runtime.store.session import Database
from runtime.users.actor import SYSTEM
from studio.panels.people import key_dialog
from tests.studio.conftest import API
from tests.studio.people.conftest import HOSTILE, Rows, copied, until


async def test_without_a_key_it_is_said_what_one_is_for(admin: User) -> None:
    await admin.open("/keys")
    await admin.should_see("No API keys yet")
    await admin.should_see("Authorization: Bearer $KEY")
    await admin.should_see(f"curl {API}/api/v1/events")


async def test_a_key_is_made_and_shown_once(admin: User, database: Database, rows: Rows) -> None:
    await admin.open("/keys")
    admin.find(marker="new-key").click()
    admin.find(marker="make-key").click()
    await admin.should_see("A key needs a name")
    admin.find(kind=ui.input, content="Name").type("Web shop")
    admin.find(marker="scope-events").click()
    admin.find(marker="make-key").click()
    await admin.should_see("The key “Web shop”")
    await admin.should_see(f"curl {API}/api/v1/events")
    found = await database.read(lambda session: keys.find(session, copied(admin)))
    assert found is not None
    assert found.scopes == {"events"}
    await until(lambda: len(rows("keys")) == 1)
    [row] = rows("keys")
    assert (row["name"], row["granted"], row["limit"]) == ("Web shop", ["events"], "600 requests a minute")
    assert copied(admin).startswith(row["prefix"])
    admin.find("Done").click()
    page = await admin.http_client.get("/keys")
    assert "Web shop" in page.text
    assert str(row["prefix"]) in page.text
    with pytest.raises(ValueError, match="not enough values"):
        copied(admin)


async def test_a_key_is_revoked(admin: User, database: Database, rows: Rows) -> None:
    made = await database.write(lambda session: keys.make(session, SYSTEM, "Web shop", ["events"]))
    await admin.open("/keys")
    admin.find(ui.table).trigger("revoke", made.id)
    await admin.should_see("Programs that use it are refused from now on.")
    admin.find(marker="answer").click()
    await admin.should_see("0 keys in use")
    assert await database.read(lambda session: keys.find(session, made.token)) is None
    assert rows("keys") == []
    [gone] = admin.find(ui.switch).elements
    gone.value = True
    assert [(row["name"], row["end"]) for row in rows("keys")] == [("Web shop", "revoked")]


async def test_a_key_that_has_expired_is_no_longer_listed(
    admin: User, database: Database, rows: Rows
) -> None:
    soon = clock.now() + timedelta(seconds=0.05)
    await database.write(lambda session: keys.make(session, SYSTEM, "Web shop", ["events"], soon))
    await database.write(lambda session: keys.make(session, SYSTEM, HOSTILE, ["events"]))
    await admin.open("/keys")
    await admin.should_see("1 key in use")
    assert [row["name"] for row in rows("keys")] == [HOSTILE]
    assert HOSTILE not in (await admin.http_client.get("/keys")).text


@pytest.mark.parametrize("scope", keys.SCOPES)
def test_every_scope_is_explained(scope: keys.Scope) -> None:
    assert key_dialog.SCOPES[scope].endswith(".")
