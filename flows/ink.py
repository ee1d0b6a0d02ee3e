"""The small pieces of a picture as SVG: colours, text, boxes, icons, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Literal, NamedTuple

from flows.lettering import is_measured, text_width
from flows.sketch import ICON, SMALL, WORDS, Row

Theme = Literal["light", "dark"]
FONT = "Roboto, Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"


class Paint(NamedTuple):
    """The studio's colours."""

    paper: str
    surface: str
    border: str
    stroke: str
    text: str
    muted: str
    accent: str
    ok: str
    live: str
    warn: str
    on_tone: str
    """Of what is written on `ok`, `live` and `warn`."""
    shadow: str
    triggers: Mapping[str, str]


PAINTS: Mapping[Theme, Paint] = {
    "light": Paint(
        paper="#f7f8fa",
        surface="#ffffff",
        border="#dfe3e9",
        stroke="#a2adbc",
        text="#1b2330",
        muted="#6b7585",
        accent="#4f5bd5",
        ok="#1f9d6b",
        live="#12b76a",
        warn="#b45309",
        on_tone="#ffffff",
        shadow="#1b2330",
        triggers={
            "intent": "#4f5bd5",
            "event": "#0e9384",
            "timeout": "#c77700",
            "action": "#667085",
            "manual": "#c11574",
        },
    ),
    "dark": Paint(
        paper="#11151c",
        surface="#171c25",
        border="#2f3847",
        stroke="#5d6a82",
        text="#e8ecf2",
        muted="#93a0b2",
        accent="#8b95ff",
        ok="#3ecf98",
        live="#12b76a",
        warn="#f0a83c",
        on_tone="#0b1210",
        shadow="#000000",
        triggers={
            "intent": "#7681f5",
            "event": "#2bb5a5",
            "timeout": "#dd9526",
            "action": "#8592a8",
            "manual": "#e0559d",
        },
    ),
}

_ROUND = 'fill="none" stroke="#fff" stroke-linecap="round" stroke-linejoin="round"'
# White, on a disc of radius 8 around 0,0.
_ICONS = {
    "intent": '<path d="M-3.6-2.9h7.2v4.6h-4l-2 1.9v-1.9h-1.2z"/>',
    "event": '<path d="M1-4.4-3.2 .7h2.5l-1 3.8L3.2-1H.6z"/>',
    "timeout": f'<g {_ROUND} stroke-width="1.3"><circle r="3.7"/><path d="M0-1.9V.2L1.5 1.2"/></g>',
    "action": f'<path d="M-3.3 .2-1 2.5 3.5-2.3" {_ROUND} stroke-width="1.6"/>',
    "manual": '<circle cy="-1.9" r="1.8"/><path d="M-3.3 3.5a3.3 3.1 0 0 1 6.6 0z"/>',
    "always": f'<path d="M-3.6 0h6M0-2.6 2.8 0 0 2.6" {_ROUND} stroke-width="1.5"/>',
    "more": '<circle cx="-3" r="1"/><circle r="1"/><circle cx="3" r="1"/>',
}


def rows(drawn: tuple[Row, ...], x: float, top: float, paint: Paint) -> Iterator[str]:
    """Rows below each other, from `top` on."""
    for one in drawn:
        place = f"translate({number(x)} {number(top)})"
        yield f'<g transform="{place}"{attribute("transition", one.transition)}>{_row(one, paint)}</g>'
        top += one.height


def _row(row: Row, paint: Paint) -> str:
    left, base = ICON + 7, 16.5
    parts = [f"<title>{safe(row.full)}</title>", icon(row.kind, ICON / 2, 12, paint)]
    parts.append(text(row.words, left, base, WORDS, paint.text))
    after = left + text_width(row.words, WORDS) + 6
    if row.target:
        parts.append(_sign("h9m-3.5-3.5 3.5 3.5-3.5 3.5", after, 12, paint))
        parts.append(text(row.target, after + 15, base, WORDS, paint.muted))
    elif row.again:
        parts.append(_sign("m8.5-2.5a4.2 4.2 0 1 0 .4 3.6m-.2-6.4v2.9h-2.9", after, 12, paint))
    if row.condition:
        parts.append(text(row.condition, left, base + 13.5, SMALL, paint.muted))
    return "".join(parts)


def _sign(path: str, x: float, y: float, paint: Paint) -> str:
    look = f'stroke="{paint.muted}" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="M{number(x)} {number(y)}{path}" fill="none" {look}/>'


def icon(kind: str, x: float, y: float, paint: Paint) -> str:
    """What tells the kinds of trigger apart without colour, centred on x, y."""
    disc = f'<circle r="{number(ICON / 2)}" fill="{paint.triggers.get(kind, paint.muted)}"/>'
    return f'<g transform="translate({number(x)} {number(y)})" fill="#fff">{disc}{_ICONS[kind]}</g>'


def box(
    width: float,
    height: float,
    radius: float,
    fill: str,
    edge: str,
    *,
    inset: float = 0,
    dashed: bool = False,
) -> str:
    """A rounded rectangle from the origin to the right and down; `inset` draws it smaller on every side."""
    look = f'fill="{fill}" stroke="{edge}" stroke-width="1.5"' + (' stroke-dasharray="6 4"' if dashed else "")
    return _rectangle(-inset, -inset, width - 2 * inset, height - 2 * inset, radius - inset, look)


def shadow(width: float, height: float, radius: float, paint: Paint) -> str:
    """Two faint copies underneath: a blur filter is drawn as a coarse bitmap by some viewers."""
    return "".join(
        _rectangle(
            spread,
            spread - drop,
            width + 2 * spread,
            height + 2 * spread,
            radius + spread,
            f'fill="{paint.shadow}" opacity="{opacity}"',
        )
        for spread, drop, opacity in ((2, 3, 0.03), (0.5, 1.5, 0.05))
    )


def _rectangle(left: float, above: float, width: float, height: float, radius: float, look: str) -> str:
    place = f'x="{number(-left)}" y="{number(-above)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect {place} rx="{number(radius)}" {look}/>'


def text(
    words: str, x: float, y: float, size: float, fill: str, *, weight: int = 400, anchor: str = "start"
) -> str:
    """One line on its baseline. Latin text is fitted to its measured width: no font spills over its card."""
    fits = len(words) > 3 and is_measured(words)
    parts = [
        f'x="{number(x)}" y="{number(y)}" fill="{fill}"',
        f'font-size="{number(size)}"' if size != WORDS else "",
        f'font-weight="{weight}"' if weight != 400 else "",
        f'text-anchor="{anchor}"' if anchor != "start" else "",
        f'textLength="{number(text_width(words, size))}" lengthAdjust="spacingAndGlyphs"' if fits else "",
    ]
    return f"<text {' '.join(filter(None, parts))}>{safe(words)}</text>"


def attribute(name: str, value: str) -> str:
    """A `data-` attribute with a space before it, or nothing without a value."""
    return f' data-{name}="{safe(value)}"' if value else ""


def safe(words: str) -> str:
    """Escaped for text and attributes; characters that XML can't hold become U+FFFD."""
    return escape(legible(words))


def legible(words: str) -> str:
    """Unescaped, with U+FFFD for the characters that XML can't hold even escaped."""
    return "".join(c if _in_xml(c) else "\ufffd" for c in words)


def _in_xml(character: str) -> bool:
    """By the `Char` production of XML 1.0, without the carriage return."""
    if character < " ":
        return character in "\t\n"
    return character <= "\ud7ff" or "\ue000" <= character <= "\ufffd" or character > "\uffff"


def number(value: float) -> str:
    """A coordinate without needless digits."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
