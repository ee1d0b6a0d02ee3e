"""Signing in by password and by link, joining, a new password, and out: forms without script."""

from __future__ import annotations

import pytest
from httpx import AsyncClient
from nicegui.testing import User
from sqlmodel import Session

from runtime.store import audit, joining, users
from runtime.store.session import Database
from runtime.users.actor import SYSTEM, Role
from studio.addresses import own_path, way_in
from studio.cookies import SESSION
from studio.services import Services
from tests.runtime.people import PASSWORD, somebody
from tests.studio.plain_forms import HTML, look, look_and_send, send


@pytest.fixture
def http(stranger: User) -> AsyncClient:
    return stranger.http_client


@pytest.fixture
async def ana(database: Database) -> str:
    """Ana's id; she has a password and an address."""

    def work(session: Session) -> str:
        user_id = somebody(session, "Ana")
        users.rename(session, SYSTEM, user_id, "Ana", "ana@example.com")
        return user_id

    return await database.write(work)


async def refusals(database: Database) -> list[object]:
    found = await database.read(lambda session: audit.page(session, audit.Search(act="session.refused")))
    return [entry.detail.get("why") for entry in found]


@pytest.mark.parametrize("name", ["Ana", "ana", "ANA@example.com"])
async def test_a_name_or_an_address_and_the_password_sign_in(http: AsyncClient, ana: str, name: str) -> None:
    answer = await look_and_send(http, "/sign-in?next=/flows/x?tab=1", name=name, password=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/flows/x?tab=1")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(answer.headers["set-cookie"].split("; "))
    assert (await look(http, "/sign-in?next=/users")).headers[
        "location"
    ] == "/users"  # there is nothing to ask


async def test_a_wrong_password_and_a_wrong_name_are_told_the_same_way(
    http: AsyncClient, ana: str, database: Database
) -> None:
    wrong = await look_and_send(http, "/sign-in", name="Ana", password="wrong")
    nobody = await look_and_send(http, "/sign-in", name="Ann<b>", password=PASSWORD)
    for answer in (wrong, nobody):
        assert answer.status_code == 401
        assert "This name and this password don&#39;t go together." in answer.text
        assert SESSION not in http.cookies
    assert 'value="Ann&lt;b&gt;"' in nobody.text  # what was typed stays, as text
    assert PASSWORD not in nobody.text
    assert await refusals(database) == ["wrong_password"]  # one line a minute for each address


async def test_whoever_guesses_is_told_to_wait(http: AsyncClient, ana: str) -> None:
    for _ in range(10):
        await look_and_send(http, "/sign-in", name="Ana", password="wrong")
    answer = await look_and_send(http, "/sign-in", name="Ana", password=PASSWORD)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "too many wrong attempts. Try again in 15 minutes" in answer.text


async def test_who_was_disabled_is_told_so(http: AsyncClient, ana: str, services: Services) -> None:
    await services.users.disable(SYSTEM, ana)
    answer = await look_and_send(http, "/sign-in", name="Ana", password=PASSWORD)
    assert answer.status_code == 401
    assert "an admin can enable you again" in answer.text


async def test_a_link_is_not_used_up_by_a_look(http: AsyncClient, database: Database) -> None:
    """Programs that look at mail and chat follow every address in it."""
    link = f"/sign-in?token={await database.write(joining.signin_link)}"
    pages = [await look(http, link) for _ in range(3)]
    assert {page.status_code for page in pages} == {200}
    assert "Sign in as admin" in pages[-1].text
    assert (await send(http, pages[-1])).headers["location"] == "/"
    assert (await look(http, "/sign-in")).status_code == 303


async def test_a_link_signs_in_once(http: AsyncClient, database: Database) -> None:
    link = f"/sign-in?token={await database.write(joining.signin_link)}"
    page = await look(http, link)
    await send(http, page)
    assert (await look(http, link)).headers["location"] == "/"  # the same browser reloads: it is in
    http.cookies.delete(SESSION)
    for answer in (await look(http, link), await send(http, page)):
        assert answer.status_code == 401
        assert SESSION not in http.cookies
    assert "<code>converse signin-link</code>" in (await look(http, link)).text


async def test_a_session_that_is_brought_along_is_never_taken_over(http: AsyncClient, ana: str) -> None:
    http.cookies.set(SESSION, "planted")
    answer = await look_and_send(http, "/sign-in", name="Ana", password=PASSWORD)
    assert "planted" not in answer.headers["set-cookie"]
    http.cookies.clear()
    http.cookies.set(SESSION, "planted")
    assert (await look(http, "/")).status_code == 303


@pytest.mark.parametrize("way", ["/sign-in", "/sign-in/link"])
async def test_signing_in_anew_ends_the_session_before(
    user: User, database: Database, ana: str, way: str
) -> None:
    http = user.http_client
    before = http.cookies[SESSION]
    page = await look(http, f"/sign-in?token={await database.write(joining.signin_link)}")
    assert (await send(http, page, to=way, name="Ana", password=PASSWORD)).status_code == 303
    http.cookies.clear()
    http.cookies.set(SESSION, before)
    assert (await look(http, "/")).status_code == 303


@pytest.mark.parametrize(("path", "role"), [("/join", "viewer"), ("/reset", "admin")])
async def test_a_link_leads_to_a_password_of_ones_own(
    http: AsyncClient, services: Services, path: str, role: Role
) -> None:
    invited = await services.users.invite(SYSTEM, "Bo", None, role, {})
    token = invited.token
    if path == "/reset":
        await look_and_send(http, f"/join?token={token}", password=PASSWORD, again=PASSWORD)
        http.cookies.clear()
        token = (await services.users.new_link(SYSTEM, invited.user_id)).token
    page = await look(http, f"{path}?token={token}")
    assert "At least 12 characters" in page.text
    assert 'value="Bo"' in page.text
    for password, again, words in [
        ("short", "short", "at least 12 characters"),
        ("password1234", "password1234", "among those that are tried first"),
        ("twelve green lamps", "twelve green lamp", "The two passwords differ"),
    ]:
        weak = await send(http, page, password=password, again=again)
        assert weak.status_code == 422
        assert words in weak.text
    done = await send(http, page, password="twelve green lamps", again="twelve green lamps")
    assert (done.status_code, done.headers["location"]) == (303, "/")
    http.cookies.delete(SESSION)
    for spent in (await look(http, f"{path}?token={token}"), await send(http, page, password="x", again="x")):
        assert spent.status_code == 401
        assert "was used already" in spent.text
    answer = await look_and_send(http, "/sign-in", name="Bo", password="twelve green lamps")
    assert answer.status_code == 303


@pytest.mark.parametrize("path", ["/join", "/reset", "/sign-in"])
@pytest.mark.parametrize("token", ["x", "é", "\x00", "a" * 5000])
async def test_a_link_that_is_none_opens_nothing(http: AsyncClient, path: str, token: str) -> None:
    answer = await http.get(path, params={"token": token}, headers=HTML)
    assert answer.status_code == 401
    assert SESSION not in http.cookies


async def test_signing_out_ends_the_session(user: User) -> None:
    http = user.http_client
    cookie = http.cookies[SESSION]
    asked = await http.post("/sign-out", headers=HTML)
    assert "Sign out?" in asked.text  # no form of ours: it asks first
    out = await send(http, asked)
    assert out.headers["location"] == "/sign-in?why=out"
    assert "You are signed out." in (await look(http, "/sign-in?why=out")).text
    http.cookies.set(SESSION, cookie)  # a stolen copy is worth nothing
    assert (await look(http, "/")).status_code == 303


async def test_a_form_is_worth_nothing_in_another_browser(
    http: AsyncClient, ana: str, database: Database
) -> None:
    """Whoever sends somebody's browser a form of their own can't sign it in as themselves."""
    link = await database.write(joining.signin_link)
    pages = [await look(http, address) for address in ("/sign-in", f"/sign-in?token={link}")]
    http.cookies.clear()
    for page in pages:
        answer = await send(http, page, name="Ana", password=PASSWORD)
        assert answer.status_code == 403
        assert "Nothing was done" in answer.text
        assert SESSION not in http.cookies
        again = await send(http, answer, name="Ana", password=PASSWORD)  # what it answers with works
        assert again.status_code == 303
        http.cookies.clear()


@pytest.mark.parametrize("token", ["", "é", "0" * 64])
async def test_a_forged_form_does_nothing(http: AsyncClient, ana: str, token: str) -> None:
    answer = await look_and_send(http, "/sign-in", name="Ana", password=PASSWORD, form_token=token)
    assert answer.status_code == 403
    assert SESSION not in http.cookies


@pytest.mark.parametrize(
    ("address", "led_to"),
    [
        ("/", "/"),
        ("/flows/a/edit?state=b&c=d%2Fe", "/flows/a/edit?state=b&c=d%2Fe"),
        ("", "/"),
        ("flows", "/"),
        ("//evil.example", "/"),
        ("///evil.example", "/"),
        ("/a//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\\b", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        (" /flows", "/"),
        ("/a\x00b", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("https://evil.example", "/"),
        ("https:evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("@evil.example", "/"),
        ("/sign-in?next=/a", "/"),
        ("/sign-out", "/"),
        ("/oidc/start", "/"),
        ("/" + "a" * 3000, "/"),
    ],
)
def test_nobody_is_led_away_from_the_studio(address: str, led_to: str) -> None:
    assert own_path(address) == led_to


async def test_the_way_in_leads_back_to_where_somebody_was(http: AsyncClient, ana: str) -> None:
    away = await look(http, "/flows/a/edit?state=b")
    assert away.headers["location"] == way_in("/flows/a/edit?state=b")
    back = await look_and_send(http, away.headers["location"], name="Ana", password=PASSWORD)
    assert back.headers["location"] == "/flows/a/edit?state=b"


async def test_an_ended_session_is_told_why(http: AsyncClient) -> None:
    assert "Your session has ended" in (await look(http, "/sign-in?why=ended")).text
    assert "<script" not in (await look(http, '/sign-in?why=<script>&next="><script>')).text
