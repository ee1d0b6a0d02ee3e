"""How wide text is drawn, known without a font: enough to size a card before anything is rendered."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Advance widths of Roboto Medium in thousandths of the font size, U+0020 to U+007E.
_ADVANCES = (
    249, 265, 319, 603, 568, 736, 641, 167, 346, 350, 443, 555, 224, 340, 278, 390, 568, 568, 568, 568,
    568, 568, 568, 568, 568, 568, 264, 240, 509, 563, 520, 486, 897, 663, 631, 653, 653, 565, 551, 681,
    709, 283, 556, 632, 540, 875, 709, 689, 638, 689, 629, 605, 609, 654, 646, 880, 631, 611, 603, 271,
    417, 271, 429, 448, 320, 539, 562, 522, 563, 536, 353, 567, 556, 255, 251, 521, 255, 871, 557, 567,
    562, 566, 354, 515, 333, 556, 496, 742, 503, 490, 503, 333, 249, 333, 663,
)  # fmt: skip
_PUNCTUATION = {
    "…": 708, "–": 642, "—": 771, "“": 380, "”": 384, "‘": 218, "’": 216, "·": 283, "€": 568,
}  # fmt: skip
_MEASURED = {
    **dict(enumerate(_ADVANCES, start=0x20)),
    **{ord(sign): advance for sign, advance in _PUNCTUATION.items()},
}
_OTHER, _FULL_WIDTH = 600, 1000
_ELLIPSIS = "…"


@lru_cache(maxsize=8192)
def text_width(text: str, size: float) -> float:
    """Pixels that `text` takes at a font size of `size`: exact for Latin letters in Roboto, else near."""
    return sum(map(_advance, text)) * size / 1000


def clipped(text: str, size: float, width: float) -> str:
    """`text` on one line, cut with an ellipsis where it would be wider than `width` pixels."""
    line = " ".join(text.split())
    if text_width(line, size) <= width:
        return line
    room = width - text_width(_ELLIPSIS, size)
    kept = 0
    for character in line:
        room -= text_width(character, size)
        if room < 0:
            break
        kept += 1
    return line[:kept].rstrip() + _ELLIPSIS


def is_measured(text: str) -> bool:
    """Whether the width of `text` is known well: letters of Latin scripts and everyday punctuation."""
    return all(ord(_base(character)) in _MEASURED for character in text)


def _advance(character: str) -> int:
    code = ord(_base(character))
    if code in _MEASURED:
        return _MEASURED[code]
    if unicodedata.combining(character):
        return 0
    return _FULL_WIDTH if unicodedata.east_asian_width(character) in "WF" else _OTHER


@lru_cache(maxsize=4096)
def _base(character: str) -> str:
    """The letter without its accents."""
    return unicodedata.normalize("NFD", character)[0]
