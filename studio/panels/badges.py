"""Where a flow stands, as small labels."""

from __future__ import annotations

from nicegui import ui


def standing(current: int | None, *, unpublished: bool) -> list[tuple[str, str]]:
    """Words and style of each badge: the published version, the draft."""
    badges = [] if current is None else [(f"v{current} published", "published")]
    if current is None:
        badges.append(("Draft", "draft"))
    elif unpublished:
        badges.append(("Unpublished changes", "draft"))
    return badges


def badge(words: str, style: str) -> ui.label:
    """One label; the styles are in studio.css."""
    return ui.label(words).classes(f"badge badge-{style}")
