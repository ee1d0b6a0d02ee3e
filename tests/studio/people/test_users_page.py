"""`/users`, as an admin uses it."""

from __future__ import annotations

from nicegui import ui
from nicegui.testing import User

from runtime.store import links, sessions
from runtime.store.session import Database
from studio import cookies
from tests.studio import stage
from tests.studio.people.conftest import ADMIN, HOSTILE, Rows, actor_of, copied, invite, join, until


async def test_whoever_is_no_admin_is_told_so(stranger: User, database: Database) -> None:
    cookie = await database.write(lambda session: stage.sign_in(session, "publisher"))
    stranger.http_client.cookies.set(cookies.SESSION, cookie)
    for path in ("/users", "/keys", "/audit", "/audit.csv"):
        answer = await stranger.http_client.get(path)
        assert (answer.status_code, "needs the role “admin”" in answer.text) == (403, True)


async def test_the_first_admin_is_told_what_to_do(admin: User) -> None:
    await admin.open("/users")
    await admin.should_see("You are the only one so far.")


async def test_somebody_is_invited(admin: User, database: Database, rows: Rows) -> None:
    await database.write(stage.publish_shipped)
    await admin.open("/users")
    admin.find(marker="invite").click()
    admin.find(kind=ui.input, content="Name").type("Ana Lima")
    admin.find(marker="role-editor").click()
    admin.find(marker="store-user").click()
    await admin.should_see("Invitation for “Ana Lima”")
    token = copied(admin).removeprefix("/join?token=")
    assert await database.read(lambda session: links.whose(session, "invite", token))
    ana = await database.read(lambda session: actor_of(session, "Ana Lima"))
    assert (ana.role, ana.grants) == ("editor", {})
    await admin.should_see("2 users · 1 invited")
    assert [(row["name"], row["state"]) for row in rows("users")] == [
        (ADMIN, "Active"),
        ("Ana Lima", "Invited"),
    ]


async def test_somebody_may_be_let_at_single_flows_only(admin: User, database: Database) -> None:
    await database.write(stage.publish_shipped)
    await admin.open("/users")
    admin.find(marker="invite").click()
    admin.find(kind=ui.input, content="Name").type("Bo")
    admin.find(marker="role-none").click()
    admin.find(marker="store-user").click()
    await admin.should_see("Add at least one flow, or choose a role.")
    [add] = admin.find(kind=ui.select, marker="add-grant").elements
    add.value = "payment_collection"
    [grant] = admin.find(kind=ui.select, marker="grant-payment_collection").elements
    grant.value = "operator"
    admin.find(marker="store-user").click()
    await admin.should_see("Invitation for “Bo”")
    bo = await database.read(lambda session: actor_of(session, "Bo"))
    assert (bo.role, bo.grants) == (None, {"payment_collection": "operator"})


async def test_a_name_that_is_taken_is_explained(admin: User, database: Database) -> None:
    await database.write(lambda session: invite(session, "Ana"))
    await admin.open("/users")
    admin.find(marker="invite").click()
    admin.find(kind=ui.input, content="Name").type("ANA")
    admin.find(marker="store-user").click()
    await admin.should_see("Somebody is called “ANA” already")


async def test_what_somebody_may_do_is_changed(admin: User, database: Database, rows: Rows) -> None:
    await database.write(stage.publish_shipped)
    ana = await database.write(lambda session: join(session, "Ana"))
    await admin.open("/users")
    admin.find(ui.table).trigger("edit", ana)
    await admin.should_see("Edit “Ana”")
    admin.find(marker="role-publisher").click()
    admin.find(marker="store-user").click()
    await admin.should_see("“Ana” is saved; it counts from now on.")
    await until(lambda: rows("users")[1]["role"] == "Publisher")
    assert (await database.read(lambda session: actor_of(session, "Ana"))).role == "publisher"


async def test_the_last_admin_stays_one(admin: User, database: Database, rows: Rows) -> None:
    me = (await database.read(lambda session: actor_of(session, ADMIN))).id
    await admin.open("/users")
    admin.find(ui.table).trigger("edit", me)
    admin.find(marker="role-viewer").click()
    admin.find(marker="store-user").click()
    await admin.should_see("This is the last admin who can sign in; make another one first.")
    admin.find(ui.table).trigger("disable", me)
    admin.find(marker="answer").click()
    await admin.should_see("This is the last admin who can sign in; make another one first.")
    assert rows("users")[0]["state"] == "Active"


async def test_whoever_forgot_their_password_gets_a_link(admin: User, database: Database) -> None:
    ana = await database.write(lambda session: join(session, "Ana"))
    await admin.open("/users")
    admin.find(ui.table).trigger("link", ana)
    await admin.should_see("Make a link for a new password of “Ana”?")
    admin.find(marker="answer").click()
    await admin.should_see("New password for “Ana”")
    token = copied(admin).removeprefix("/reset?token=")
    assert await database.read(lambda session: links.whose(session, "reset", token)) == ana
    admin.find("Done").click()
    await admin.should_not_see(token)


async def test_somebody_is_disabled_and_enabled_again(admin: User, database: Database, rows: Rows) -> None:
    ana = await database.write(lambda session: join(session, "Ana"))
    await admin.open("/users")
    admin.find(ui.table).trigger("disable", ana)
    await admin.should_see("They are signed out everywhere at once")
    admin.find(marker="answer").click()
    await admin.should_see("2 users · 1 disabled")
    assert await database.read(lambda session: sessions.listing(session, ana)) == []
    assert "disable" not in [act["act"] for act in rows("users")[1]["offers"]]
    admin.find(ui.table).trigger("enable", ana)
    await admin.should_see("“Ana” may come in again.")


async def test_a_session_of_somebody_is_ended(admin: User, database: Database, rows: Rows) -> None:
    ana = await database.write(lambda session: join(session, "Ana"))
    await admin.open("/users")
    admin.find(kind=ui.table, marker="users").trigger("sessions", ana)
    await admin.should_see("Sessions of “Ana”")
    [session] = rows("sessions")
    assert (session["browser"], session["address"]) == ("Firefox on Linux", "192.0.2.7")
    admin.find(kind=ui.table, marker="sessions").trigger("end", session["id"])
    await admin.should_see("That session has ended")
    assert await database.read(lambda session: sessions.listing(session, ana)) == []


async def test_only_who_is_shown_can_be_acted_on(admin: User) -> None:
    await admin.open("/users")
    for forged in ("nobody", {"id": 1}, None, ["x"]):
        for act in ("edit", "link", "sessions", "disable", "enable"):
            admin.find(kind=ui.table, marker="users").trigger(act, forged)
    await admin.should_not_see("Disable “")
    await admin.should_not_see("Sessions of “")


async def test_a_name_is_never_code(admin: User, database: Database) -> None:
    await database.write(lambda session: join(session, HOSTILE))
    await admin.open("/users")
    page = await admin.http_client.get("/users")
    assert HOSTILE not in page.text
