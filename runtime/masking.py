"""Secrets kept out of texts that others read: logs, and URLs as they may be shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit, urlunsplit

HIDDEN = "•••"
SHORTEST = 8
"""A shorter value is no secret worth the name, and stands in half of all words."""

# Each alternative has one group: what of the match may stay. All is bounded, since lines hold what strangers sent.
_FORMS = (
    r"((?<=://)[^\s/@:\"']{0,100}:)[^\s/\"']{1,300}(?=@)",  # scheme://user:password@host
    r"(\?)[\w.~%\[\]-]{1,100}=[^\s\"']*",  # the query of an address: one-time tokens, and whatever was searched for
    r"((?:authorization|cookie)[\"']?\s{0,3}[:=,]\s{0,3}(?:b(?=[\"']))?[\"']?)[^\r\n\"']+",
    r"(converse_\w{1,30}=)[^\s\"',;]+",
    r"((?:password|passwd|passphrase|pwd|secret|token|credentials?|(?:api|access|private)[_-]?key)"
    r"[\"']?\s{0,3}[:=]\s{0,3}(?:b(?=[\"']))?[\"']?)(?:(?<=\")[^\"\r\n]+|(?<=')[^'\r\n]+|[^\s\"'&,;)\]}]+)",
    r"(\bbearer\s{1,3})[\w.~+/=-]+",
    r"()\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*",  # a JWT
    r"()\bcas_[\w-]{6,}",  # a key of the API
    # 32 random bytes as `secrets.token_urlsafe` writes them: links, sessions, the installation's own.
    r"()(?<![\w-])(?=[\w-]{0,42}(?-i:[A-Z]))[\w-]{43}(?![\w-])",
)


class Mask:
    """Hides what looks like a secret, and these values wherever they stand."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        known = {form for value in values if len(value) >= SHORTEST for form in _written(value)}
        longest_first = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
        exact = [f"()(?:{longest_first})"] if known else []
        self._pattern = re.compile("|".join((*exact, *_FORMS)), re.IGNORECASE)

    def __call__(self, text: str) -> str:
        """The text with ••• for each."""
        return self._pattern.sub(_hidden, text)


def masked(url: str) -> str:
    """The URL with *** for its password."""
    parts = urlsplit(url)
    if not parts.password:
        return url
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username or ''}:***@{place}"))


def _hidden(found: re.Match[str]) -> str:
    return f"{found[found.lastindex or 0]}{HIDDEN}"


def _written(value: str) -> Iterator[str]:
    """A value as it may stand in a text: plain, in a URL, in JSON."""
    yield value
    yield quote(value, safe="")
    yield json.dumps(value)[1:-1]
