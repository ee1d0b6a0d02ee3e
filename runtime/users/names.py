"""Names and addresses of people: what can be one, and when two are the same."""

from __future__ import annotations

import re
import unicodedata

from runtime.errors import InvalidUser

LONGEST_NAME = 80
LONGEST_EMAIL = 254
"""RFC 5321's limit of a path, without its angle brackets."""
_RESERVED = re.compile(r"system|somebody|command line|key:.*|process .*")
"""How the audit trail names those who are no people."""
_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\]]+")
_UNSEEN = ("C", "Zl", "Zp")
"""Unicode's general categories of what is not seen, or turns around what is."""
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
"""Scripts whose letters look like one another's."""


def folded(text: str) -> str:
    """A name or an address as it is compared: compatibility forms, case and the width of gaps don't count."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def valid_name(text: str) -> str:
    """A name as it is kept, without gaps at its ends. Raises InvalidUser for what could pass for another's."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise InvalidUser
    if len(name) > LONGEST_NAME:
        raise InvalidUser(f"A name has at most {LONGEST_NAME} characters.")
    if "@" in name:
        raise InvalidUser("A name has no “@”: people can sign in with their address too.")
    if any(unicodedata.category(letter).startswith(_UNSEEN) for letter in name):
        raise InvalidUser("This name has characters in it that can't be seen; type it anew.")
    if any(_mixes(word) for word in folded(name).split()):
        raise InvalidUser(
            "This name mixes letters of several scripts in one word, which could pass for another name."
        )
    if _RESERVED.fullmatch(folded(name)):
        raise InvalidUser(f"“{name}” names somebody else in the audit trail; take another name.")
    return name


def valid_email(text: str | None) -> str | None:
    """An address as it is kept; None for an empty one. Raises InvalidUser."""
    email = (text or "").strip()
    if not email:
        return None
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email) or not email.isprintable():
        raise InvalidUser("This is no email address.")
    return email


def _mixes(word: str) -> bool:
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
    return len(scripts.intersection(_SCRIPTS)) > 1
