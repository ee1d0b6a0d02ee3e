"""A picture as PNG or PDF, made by typst from our SVG: text stays text in a PDF, in the studio's font."""

from __future__ import annotations

import re
from typing import Literal

import fontpkg_roboto
import typst

_POINTS = 0.75
"""Of a CSS pixel."""
_SHARP = 192.0
"""Pixels of an inch: two for each of the picture's."""
MOST_PIXELS = 60_000_000
"""Of a PNG; a larger map is drawn less sharply."""
LARGEST_PAGE = 14_400.0
"""Points that a side of a PDF's page may have everywhere (PDF 1.7, annex C); a larger map is drawn smaller."""
_PAGE = """\
#set document(title: sys.inputs.title, date: none)
#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#image("map.svg", width: 100%, height: 100%, alt: sys.inputs.title)
"""


def printed(svg: str, kind: Literal["png", "pdf"], title: str) -> bytes:
    """The bytes of the file; the same SVG always gives the same, on machines with the same fonts for other scripts."""
    width, height = _size(svg)
    shrunk = min(1.0, LARGEST_PAGE / max(width, height))
    page = _PAGE.format(width=width * shrunk, height=height * shrunk)
    compiler = typst.Compiler(
        {"main.typ": page.encode(), "map.svg": svg.encode()},
        font_paths=[fontpkg_roboto.ROOT / "files"],
        sys_inputs={"title": title},
    )
    inches = width * height * shrunk * shrunk / 72**2
    sharp = min(_SHARP, (MOST_PIXELS / inches) ** 0.5)
    made = compiler.compile(format=kind, ppi=sharp, timestamp=0)
    assert isinstance(made, bytes), "one page is one file"
    return made


def _size(svg: str) -> tuple[float, float]:
    """Points, of a picture that says its size in pixels first."""
    found = re.search(r' width="([\d.]+)" height="([\d.]+)"', svg)
    assert found is not None, "a picture says its size"
    return float(found[1]) * _POINTS, float(found[2]) * _POINTS
