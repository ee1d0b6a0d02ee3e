"""Sentences about files, whose words may be as long as the file."""

from __future__ import annotations

import re


def shortened(sentence: str, most: int = 60) -> str:
    """The sentence with everything between “ and ” cut to `most` characters."""
    return re.sub(f"“([^“”]{{{most - 1}}})[^“”]{{2,}}”", r"“\1…”", sentence)
