"""Open pages while somebody's role changes, or their session ends; and files asked for by tricks."""

from __future__ import annotations

import pytest
from nicegui import ui
from nicegui.testing import User

from flows import codec
from runtime.store import audit, flows, sessions, users
from runtime.store.session import Database
from runtime.users.actor import SYSTEM, Role
from studio.cookies import SESSION
from studio.services.flows import TextFile
from tests.studio import stage
from tests.studio.plain_forms import HTML
from tests.studio.test_pages import until


@pytest.fixture
async def survey(user: User, database: Database) -> User:
    """A publisher who is about to publish the survey."""
    await database.write(lambda session: flows.save_draft(session, codec.load_all(stage.SEED)[1], SYSTEM))
    await user.open("/flows/survey")
    user.find(marker="publish").click()
    user.find("What changed").type("Too late.")
    return user


async def become(database: Database, role: Role | None) -> None:
    """The publisher's role is another one from now on."""
    await database.write(
        lambda session: users.set_role(session, SYSTEM, users.get(session, "a-publisher"), role)
    )


async def test_a_lower_role_counts_at_the_next_click(survey: User, database: Database) -> None:
    await become(database, "viewer")
    survey.find("Publish version 1").click()
    await survey.should_see("This needs the role “publisher”; yours is “viewer”.")
    assert await database.read(lambda session: flows.versions(session, "survey")) == []
    [noted] = await database.read(lambda session: audit.page(session, audit.Search(act="refused")))
    assert (noted.actor, noted.kind, noted.object_id, noted.detail) == (
        "A publisher", "page", "/flows/survey", {"what": "role"},
    )  # fmt: skip


async def test_an_open_page_is_built_anew_for_another_role(survey: User, database: Database) -> None:
    await become(database, "viewer")

    def looks_only() -> bool:
        found = [one for one in survey.find(marker="publish").elements if isinstance(one, ui.button)]
        return bool(found) and not found[0].enabled

    await until(looks_only)


async def test_a_page_without_news_is_left_when_the_session_ends(
    user: User, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("studio.visit.LOOK_SECONDS", 0.05)
    await user.open("/account")
    await database.write(lambda session: sessions.end(session, user.http_client.cookies[SESSION]))
    await until(lambda: "Your session has ended" in caplog.text)  # the simulation can't show it


@pytest.mark.parametrize(
    "path",
    [
        "/styles/../pyproject.toml",
        "/styles/%2e%2e/%2e%2e/pyproject.toml",
        "/styles/..%2f..%2fpyproject.toml",
        "/styles//etc/passwd",
        "/flows/..%2f..%2fetc%2fpasswd/draft.yaml",
        "/flows/%2e%2e/draft.yaml",
        "/flows/survey%00/draft.yaml",
        "/flows/survey/versions/2.yaml",
        "/flows/survey/versions/-1.yaml",
        "/flows/survey/versions/99999999999999999999999.yaml",
        "/flows/survey/try?version=99999999999999999999999",
        "/flows/survey/conversations/..%2f..%2fsurvey",
    ],
)
async def test_tricks_lead_nowhere(user: User, database: Database, path: str) -> None:
    await database.write(lambda session: flows.save_draft(session, codec.load_all(stage.SEED)[1], SYSTEM))
    answer = await user.http_client.get(path, headers=HTML)
    assert answer.status_code == 404


async def test_a_download_is_named_after_its_flow_and_nothing_else(user: User, database: Database) -> None:
    await database.write(lambda session: flows.save_draft(session, codec.load_all(stage.SEED)[1], SYSTEM))
    answer = await user.http_client.get("/flows/survey/draft.yaml")
    assert answer.headers["content-disposition"] == 'attachment; filename="survey-draft.yaml"'


def test_no_name_ends_the_header_that_it_stands_in() -> None:
    from studio.files import _download

    answer = _download(TextFile('a"; x=\r\nSet-Cookie: y/../..\\é.yaml', ""))
    assert (
        answer.headers["content-disposition"] == 'attachment; filename="a___x___Set-Cookie__y_.._..__.yaml"'
    )
