"""Spelling that should not matter: capitals, accents, typographic apostrophes."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower case without accents, letter for letter, so that spans stay where they were."""
    return "".join(_folded(letter) for letter in text)


def _folded(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter)[0].lower() if letter not in "’‘" else "'"
    return plain if len(plain) == 1 else letter
