"""Where a flow stands, as small labels."""

from __future__ import annotations

from nicegui import ui


def standing(current: int | None, *, unpublished: bool, archived: bool = False) -> list[tuple[str, str]]:
    """Words and style of each badge: the archive, the published version, the draft."""
    badges = [("Archived", "quiet")] if archived else []
    if current is not None:
        badges.append((f"v{current} published", "published"))
    if current is None or unpublished:
        badges.append(("Draft" if current is None else "Unpublished changes", "draft"))
    return badges


def badge(words: str, style: str) -> ui.label:
    """One label; the styles are in studio.css."""
    return ui.label(words).classes(f"badge badge-{style}")
