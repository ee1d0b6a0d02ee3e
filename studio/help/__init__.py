"""The user's manual: pages in Markdown, registered here and nowhere else, shown by `studio.pages.help`.

Each finding of a check has a page too, in the folder `findings`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from flows.findings import CODES
from runtime.errors import NotFound

MISSING = "There is no such page in the manual."


class HelpPage(NamedTuple):
    """A page: its name in addresses, its title, and what it answers in a sentence. Its text is `{name}.md`."""

    name: str
    title: str
    about: str


HELP: tuple[HelpPage, ...] = (
    HelpPage(
        "drawing", "From a blank page to customers", "How a flow is drawn, mended, tried and published."
    ),
    HelpPage(
        "language", "The language of flows", "Every key of a flow file, action by action, with its defaults."
    ),
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
    raise NotFound(MISSING)


@cache
def text_of(page: HelpPage) -> str:
    """Its Markdown, written by us, without the title that some begin with."""
    text = files(__name__).joinpath(f"{page.name}.md").read_text("utf-8")
    # Its links are those of files, as they lie in the repository.
    text = re.sub(r"\]\(findings/([\w-]+)\.md\)", r"](/help/findings/\1)", text)
    return text.partition("\n")[2] if text.startswith("# ") else text


@cache
def finding_pages() -> tuple[HelpPage, ...]:
    """A page for every code that a check may give, by their titles; `name` is the code."""
    pages = (HelpPage(code, *_read(code)) for code in CODES)
    return tuple(sorted(pages, key=lambda page: page.title))


def finding_page(code: str) -> HelpPage:
    """What a code means, and what to do. Raises NotFound."""
    for page in finding_pages():
        if page.name == code:
            return page
    raise NotFound(MISSING)


@cache
def finding_text(page: HelpPage) -> str:
    """Its Markdown without the title."""
    return _finding(page.name).partition("\n")[2]


def _read(code: str) -> tuple[str, str]:
    """The title, and the first sentence of what it says."""
    title, _, rest = _finding(code).partition("\n")
    says = rest.partition("## What it says")[2].split("\n\n")[1]
    return title.removeprefix("# "), " ".join(says.split()).partition(". ")[0].rstrip(".:") + "."


def _finding(code: str) -> str:
    return files(__name__).joinpath("findings", f"{code}.md").read_text("utf-8")
