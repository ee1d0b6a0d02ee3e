"""Addresses within the studio that people are sent on to."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlencode

LONGEST = 2000
# Browsers drop tabs and line breaks, and take a backslash for a slash: `/\evil.example` would be another host.
_OWN = re.compile(r"/[^\\\x00-\x20\x7f]*")
_WAYS = ("/sign-in", "/sign-out", "/join", "/reset", "/oidc/")
"""Where nobody wants to be once they are in."""

Why = Literal["ended", "out"]


def own_path(address: str) -> str:
    """The address if it is a path of the studio's own, else "/": nobody is sent elsewhere by a link of ours."""
    own = _OWN.fullmatch(address) and "//" not in address and len(address) <= LONGEST
    return address if own and not address.startswith(_WAYS) else "/"


def way_in(back: str = "/", why: Why | None = None) -> str:
    """The sign-in page, which leads `back` to where somebody was."""
    asked: dict[str, str] = {} if why is None else {"why": why}
    if (path := own_path(back)) != "/":
        asked["next"] = path
    return f"/sign-in?{urlencode(asked)}" if asked else "/sign-in"
