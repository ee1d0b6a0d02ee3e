"""The user's manual: complete, true to what there is, and nothing but itself."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import get_args

import pytest
from nicegui import ui
from nicegui.testing import User

from flows.findings import CODES
from runtime.settings import OidcSection
from runtime.store.keys import SCOPES
from runtime.users.actor import ROLES
from studio.help import HELP, HelpPage, finding_page, finding_text, help_page, text_of
from studio.pages import PAGES
from studio.panels.people.role_words import BY_GRANTS
from tests.studio.plain_forms import look

PATHS = (
    {page.path for page in PAGES}
    | {f"/help/{page.name}" for page in HELP}
    | {f"/help/findings/{code}" for code in CODES}
)


def test_every_text_is_a_page_and_every_page_has_a_text() -> None:
    shipped = {one.name for one in files("studio.help").iterdir() if one.name.endswith(".md")}
    assert shipped == {f"{page.name}.md" for page in HELP}


@pytest.mark.parametrize("page", HELP, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: HelpPage) -> None:
    places = {f"#{_slug(heading)}" for heading in re.findall(r"(?m)^#+ (.*)$", text_of(page))}
    assert set(re.findall(r"\]\(([^)]*)\)", text_of(page))) <= PATHS | places
    assert "<" not in re.sub(r"`[^`]*`", "", text_of(page)), "it is Markdown, without HTML in it"


def _slug(heading: str) -> str:
    """The id that the page gives to a heading."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


def test_the_manual_names_what_there_is() -> None:
    """Roles, scopes and settings that are added stand in the manual too."""
    roles = text_of(help_page("roles"))
    assert re.findall(r"(?m)^\| ([A-Z]\w+) \|", roles) == ["Role", *map(str.capitalize, ROLES)]
    assert BY_GRANTS in roles
    assert re.findall(r"(?m)^\| `(.+?)` \|", text_of(help_page("keys"))) == list(SCOPES)
    provider = text_of(help_page("provider"))
    for name, setting in OidcSection.model_fields.items():
        assert name in provider or name == "scopes"
        assert all(word in provider for word in get_args(setting.annotation) if word in ("none", "refuse"))


@pytest.mark.parametrize("code", CODES)
async def test_every_problem_is_explained(code: str) -> None:
    page = finding_page(code)
    assert page.title
    assert page.about.endswith(".")
    assert not finding_text(page).startswith("#")
    assert set(re.findall(r"\]\(([^)]*)\)", finding_text(page))) <= PATHS
    assert "<" not in re.sub(r"(?s)```.*?```|`[^`]*`", "", finding_text(page)), "Markdown, without HTML in it"


async def test_the_problems_are_listed_and_lead_to_their_pages(user: User) -> None:
    await user.open("/help/findings")
    for code in CODES:
        await user.should_see(finding_page(code).title)
    await user.open("/help/findings/trap-state")
    await user.should_see(finding_page("trap-state").title)
    (text,) = user.find(ui.markdown).elements
    assert "converse.flow/v1" in text.props["innerHTML"]


async def test_whoever_is_signed_in_reads_it(user: User) -> None:
    await user.open("/help")
    for page in HELP:
        await user.should_see(page.title)
        await user.should_see(page.about)
    await user.open("/help/safety")
    await user.should_see("What is not covered")
    (text,) = user.find(ui.markdown).elements
    assert "<table>" in text.props["innerHTML"]


@pytest.mark.parametrize(
    "name",
    [
        "nothing", "findings/nothing", "safety.md", "..%2f..%2f..%2fpyproject.toml", "%2e%2e", "__init__.py", "%00",
        "SAFETY",
    ],
)  # fmt: skip
async def test_what_is_no_page_of_it_is_nothing(user: User, name: str) -> None:
    answer = await look(user.http_client, f"/help/{name}")
    assert answer.status_code == 404
    assert "Nothing here" in answer.text


async def test_strangers_are_led_to_the_door(stranger: User) -> None:
    assert (await look(stranger.http_client, "/help/safety")).status_code == 303
