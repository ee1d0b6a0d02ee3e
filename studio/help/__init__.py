"""The user's manual: pages in Markdown, registered here and nowhere else, shown by `studio.pages.help`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from runtime.errors import NotFound


class HelpPage(NamedTuple):
    """A page: its name in addresses, its title, and what it answers in a sentence. Its text is `{name}.md`."""

    name: str
    title: str
    about: str


HELP: tuple[HelpPage, ...] = (
    HelpPage("roles", "Users and roles", "Who may do what, how people get in, and how they are let go."),
    HelpPage("keys", "API keys", "What programs may do, and how they show who they are."),
    HelpPage("audit", "Audit trail", "What is noted of what people do, and how to read it."),
    HelpPage(
        "provider",
        "Signing in with your identity provider",
        "OpenID Connect: set-up, roles, what can go wrong.",
    ),
    HelpPage(
        "safety",
        "What is guarded, and what isn't",
        "The threat model, and how to run an installation safely.",
    ),
)


def help_page(name: str) -> HelpPage:
    """The page of a name. Raises NotFound: a name is looked up here, never in a folder."""
    for page in HELP:
        if page.name == name:
            return page
    raise NotFound("There is no such page in the manual.")


@cache
def text_of(page: HelpPage) -> str:
    """Its Markdown, written by us."""
    return files(__name__).joinpath(f"{page.name}.md").read_text("utf-8")
