"""How wide text is drawn, known without a font: enough to size a card before anything is rendered."""

from __future__ import annotations

import unicodedata

# Advance widths of Roboto Medium in thousandths of the font size, U+0020 to U+007E.
_ADVANCES = (
    249, 265, 319, 603, 568, 736, 641, 167, 346, 350, 443, 555, 224, 340, 278, 390, 568, 568, 568, 568,
    568, 568, 568, 568, 568, 568, 264, 240, 509, 563, 520, 486, 897, 663, 631, 653, 653, 565, 551, 681,
    709, 283, 556, 632, 540, 875, 709, 689, 638, 689, 629, 605, 609, 654, 646, 880, 631, 611, 603, 271,
    417, 271, 429, 448, 320, 539, 562, 522, 563, 536, 353, 567, 556, 255, 251, 521, 255, 871, 557, 567,
    562, 566, 354, 515, 333, 556, 496, 742, 503, 490, 503, 333, 249, 333, 663,
)  # fmt: skip
_OTHER, _FULL_WIDTH = 600, 1000
_ELLIPSIS = "…"


def text_width(text: str, size: float) -> float:
    """Pixels that `text` takes at a font size of `size`; exact for ASCII in Roboto, near for the rest."""
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


def _advance(character: str) -> int:
    code = ord(character)
    if 0x20 <= code <= 0x7E:
        return _ADVANCES[code - 0x20]
    if unicodedata.combining(character):
        return 0
    return _FULL_WIDTH if unicodedata.east_asian_width(character) in "WF" else _OTHER
