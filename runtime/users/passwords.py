"""Passwords: which are good enough, and how they are kept: as argon2id hashes with their parameters.

Hashing takes a quarter of a second and 64 MB, on purpose (RFC 9106's second choice): never in an event loop.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from runtime.errors import WeakPassword
from runtime.users.names import folded

SHORTEST = 12
LONGEST = 256
"""Characters; an upper limit, so that nobody can have us hash a book."""
GOOD_SCORE = 3
"""Of zxcvbn's 0 to 4: more than 10⁸ guesses, which a slow hash makes years."""
_JUDGED = 72
"""So many characters zxcvbn looks at, as its time grows with the square."""
_judging = threading.Lock()
"""zxcvbn keeps the words it is given in a global."""


def check(password: str, name: str, email: str | None = None) -> None:
    """Raises WeakPassword for one that is too short or long, is often used, easily guessed, or made of the name."""
    text = _normal(password)
    # One character that stands for a whole sentence is typed as one.
    if min(len(text), len(password)) < SHORTEST:
        raise WeakPassword(
            f"A password has at least {SHORTEST} characters; three words that don't belong together do."
        )
    if max(len(text), len(password)) > LONGEST:
        raise WeakPassword(f"A password has at most {LONGEST} characters.")
    if _score(text) < GOOD_SCORE:
        raise WeakPassword(
            "This password is among those that are tried first; take words that don't belong together."
        )
    if _score(text, *_parts(name, email)) < GOOD_SCORE:
        raise WeakPassword(
            "This password is made of your name or address; take words that nobody would expect."
        )


class Passwords:
    """Makes hashes with today's parameters, and checks passwords against those of any."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobodys: str | None = None

    def hashed(self, password: str) -> str:
        """What is kept of a password, in argon2's own notation."""
        return self._hasher.hash(_bytes(password))

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether this is the password. Against None, nobody's, it never is, and takes the same time."""
        if len(password) > LONGEST:
            kept, password = None, ""
        try:
            self._hasher.verify(kept or self._nobody(), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether it was made with other parameters than today's; hash the password anew when it is known."""
        return self._hasher.check_needs_rehash(kept)

    def _nobody(self) -> str:
        if self._nobodys is None:
            self._nobodys = self._hasher.hash(b"nobody's")
        return self._nobodys


def _normal(password: str) -> str:
    # One keyboard sends é as one character, another as two (NIST SP 800-63B, 3.1.1.2).
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")


def _score(text: str, *known: str) -> int:
    with _judging:
        return int(zxcvbn(text[:_JUDGED], known)["score"])


def _parts(name: str, email: str | None) -> Iterator[str]:
    """What anybody would try who knows the person."""
    for whole in (folded(name), folded(email or "")):
        words = whole.replace("@", " ").replace(".", " ").replace("-", " ").split()
        yield from {whole, "".join(words), "".join(reversed(words)), *words} - {""}
