"""`/account`, as everybody uses it for themselves."""

from __future__ import annotations

from http import HTTPStatus

import httpx
import pytest
from nicegui import ui
from nicegui.testing import User

from runtime.store import audit, sessions
from runtime.store.session import Database
from studio import cookies
from studio.forms import FIELD
from tests.studio.people.conftest import HOSTILE, Rows, actor_of, join, until

GOOD = "walrus pencil thunder kite"


@pytest.fixture(autouse=True)
def like_a_browser(stranger: User) -> None:
    """Who asks for pages is given the cookie that forms need."""
    stranger.http_client.headers["accept"] = "text/html"


def token_on(user: User) -> str:
    """The hidden field of the password form."""
    found = {one.props["value"] for one in user.find(ui.element).elements if one.props.get("name") == FIELD}
    [token] = found
    return str(token)


def keep_cookie(user: User, answer: httpx.Response) -> str:
    """What a browser does with the session that it is given."""
    given = answer.cookies[cookies.SESSION]
    user.http_client.cookies.clear()
    user.http_client.cookies.set(cookies.SESSION, given)
    return given


async def test_everybody_sees_who_they_are_here(user: User) -> None:
    await user.open("/account")
    await user.should_see("A publisher")
    await user.should_see("Looks, operates, draws, and publishes and archives flows.")
    await user.should_see("Set password")


async def test_a_session_elsewhere_is_ended(user: User, database: Database) -> None:
    me = await database.read(lambda session: actor_of(session, "A publisher"))
    await database.write(lambda session: sessions.begin(session, me.id))
    await user.open("/account")
    [table] = user.find(kind=ui.table, marker="sessions").elements
    [other] = [row["id"] for row in table.rows if not row["current"]]
    user.find(ui.table).trigger("end", other)
    await user.should_see("That session has ended.")
    await until(lambda: [row["current"] for row in table.rows] == [True])  # it is said first, and then shown


async def test_only_ones_own_sessions_can_be_ended(user: User, database: Database) -> None:
    ana = await database.write(lambda session: join(session, "Ana"))
    [hers] = await database.read(lambda session: sessions.listing(session, ana))
    await user.open("/account")
    user.find(ui.table).trigger("end", hers.id)
    await user.should_not_see("That session has ended.")
    assert len(await database.read(lambda session: sessions.listing(session, ana))) == 1


async def test_a_password_is_set_and_all_other_browsers_are_signed_out(
    user: User, database: Database
) -> None:
    me = await database.read(lambda session: actor_of(session, "A publisher"))
    await database.write(lambda session: sessions.begin(session, me.id))
    await user.open("/account")
    before = user.http_client.cookies[cookies.SESSION]
    answer = await user.http_client.post(
        "/account/password", data={FIELD: token_on(user), "new": GOOD, "again": GOOD}
    )
    assert (answer.status_code, answer.headers["location"]) == (
        HTTPStatus.SEE_OTHER,
        "/account?done=password",
    )
    assert keep_cookie(user, answer) != before
    assert len(await database.read(lambda session: sessions.listing(session, me.id))) == 1
    await user.open("/account?done=password")
    await user.should_see("Your password is changed.")
    await user.should_see("Your password now")


async def test_a_weak_or_wrong_password_changes_nothing(user: User, database: Database) -> None:
    await user.open("/account")
    token = token_on(user)
    weak = await user.http_client.post(
        "/account/password", data={FIELD: token, "new": "password1234", "again": "password1234"}
    )
    assert weak.status_code == HTTPStatus.BAD_REQUEST
    assert "Your password is as it was" in weak.text
    keep_cookie(
        user,
        await user.http_client.post("/account/password", data={FIELD: token, "new": GOOD, "again": GOOD}),
    )
    await user.open("/account")
    again = {FIELD: token_on(user), "old": "not that one", "new": f"{GOOD} again", "again": f"{GOOD} again"}
    wrong = await user.http_client.post("/account/password", data=again)
    assert "This is not your password of now." in wrong.text
    mistyped = await user.http_client.post(
        "/account/password", data={**again, "old": GOOD, "again": f"{GOOD} agian"}
    )
    assert "Your password is as it was" in mistyped.text
    changes = await database.read(lambda session: audit.page(session, audit.Search(act="user.password")))
    assert len(changes) == 1


async def test_a_form_of_another_page_changes_nothing(user: User) -> None:
    for token in ({}, {FIELD: "0" * 64}, {FIELD: "ü"}):
        answer = await user.http_client.post("/account/password", data={**token, "new": GOOD, "again": GOOD})
        assert answer.status_code == HTTPStatus.BAD_REQUEST
    await user.open("/account")
    await user.should_see("Set password")


async def test_ones_name_and_browser_are_never_code(stranger: User, database: Database) -> None:
    me = await database.write(lambda session: join(session, HOSTILE))
    browser = sessions.Browser("192.0.2.7", HOSTILE)
    cookie = await database.write(lambda session: sessions.begin(session, me, browser))
    stranger.http_client.cookies.set(cookies.SESSION, cookie)
    await stranger.open("/account")
    await stranger.should_see(HOSTILE)
    assert HOSTILE not in (await stranger.http_client.get("/account")).text


async def test_the_menu_offers_admins_more(admin: User, rows: Rows) -> None:
    await admin.open("/account")
    for words in ("Users", "API keys", "Audit trail", "Help"):
        await admin.should_see(words)


async def test_the_menu_offers_others_their_account(user: User) -> None:
    await user.open("/account")
    await user.should_see("Help")
    await user.should_not_see("API keys")
