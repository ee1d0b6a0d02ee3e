"""Sample messages in words, and the rows that a table shows of them. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from flows.hearing import ANSWER, UNMATCHED
from flows.words import readable
from studio.services.sampling.sampling import Sheet
from studio.services.sampling.scoring import Confusion, Scored, Verdict, summary
from studio.words import plural

VERDICTS: Mapping[Verdict, tuple[str, str, str]] = {
    "wrong": ("Wrong", "cancel", "tone-error"),
    "unsure": ("Not understood", "help", "tone-warning"),
    "unheard": ("Not understood", "help", "tone-warning"),
    "aside": ("Not listened for here", "remove_circle_outline", "muted"),
    "heard": ("Understood", "check_circle_outline", "muted"),
    "right": ("Right", "check_circle", "tone-ok"),
}
"""Words, icon, tone."""
MOST_ROWS = 1_000
"""That a browser gets; the worst."""
_SHADES = 4


def intent_words(intent: str) -> str:
    """An intent as people say it."""
    return {UNMATCHED: "not understood", ANSWER: "an answer"}.get(intent, readable(intent))


def summary_words(sheet: Sheet) -> str:
    """“83 % right of 120: 12 wrong, 8 not understood”; where nothing was expected, what was understood."""
    found = summary(sheet.rows)
    counts = found.counts
    aside = f"; {counts['aside']:,} not listened for here" if counts.get("aside") else ""
    if found.accuracy is None:
        heard, unheard = counts.get("heard", 0), counts.get("unheard", 0)
        return f"{plural(heard, 'message')} understood, {unheard:,} not{aside}"
    before = summary(sheet.before).accuracy if sheet.before else None
    was = f" (was {_percent(before)})" if before is not None and before != found.accuracy else ""
    rest = f"{counts.get('wrong', 0):,} wrong, {counts.get('unsure', 0):,} not understood"
    return f"{_percent(found.accuracy)} right{was} of {found.judged:,}: {rest}{aside}"


def _percent(share: float) -> str:
    # Rounded down: 100 % is all of them.
    return f"{int(share * 1000) / 10:g} %"


def changed_words(sheet: Sheet) -> list[str]:
    """What the last change of the draft changed here."""
    changed = [row for row in sheet.rows if row.before is not None]
    if not changed:
        return []
    better = sum(row.verdict == "right" for row in changed)
    worse = sum(row.before == row.sample.intent for row in changed)
    parts = [f"{better:,} better"] * bool(better) + [f"{worse:,} worse"] * bool(worse)
    return [
        f"{plural(len(changed), 'message')} understood otherwise than before"
        + (f": {', '.join(parts)}." if parts else ".")
    ]


def matching(rows: Iterable[Scored], text: str, cell: tuple[str, str] | None, worst: bool) -> list[Scored]:
    """Those that contain `text`, are of this cell of the confusion (expected, understood), and aren't right."""
    wanted = text.strip().casefold()
    return [
        row
        for row in rows
        if (cell is None or (row.sample.intent, row.understood) == cell)
        and not (worst and row.verdict in ("right", "heard"))
        and (not wanted or any(wanted in part for part in _parts(row)))
    ]


def _parts(row: Scored) -> tuple[str, ...]:
    named = (row.sample.intent or "", row.understood)
    return (
        row.sample.text.casefold(),
        *(name.casefold() for name in named),
        *(readable(name).casefold() for name in named),
    )


def table_row(row: Scored, intents: Container[str]) -> dict[str, Any]:
    """A message as the table shows it; `target` is the intent that it would become an example of."""
    words, icon, tone = VERDICTS[row.verdict]
    target = row.sample.intent or row.understood
    return {
        "key": row.number,
        "text": row.sample.text,
        "expected": intent_words(row.sample.intent) if row.sample.intent else "",
        "understood": intent_words(row.understood),
        "also": ", ".join(intent_words(one) for one in row.also),
        "sure": round(100 * row.confidence),
        "verdict": words,
        "icon": icon,
        "tone": tone,
        "before": intent_words(row.before) if row.before is not None else "",
        "target": target if target in intents else "",
        "target_words": readable(target),
    }


def confusion_rows(found: Confusion, cell: tuple[str, str] | None) -> list[dict[str, Any]]:
    """The confusion as rows of cells; `shade` says how much of what was expected went there, 1 to 4, 0 for none."""
    rows = []
    for expected in found.expected:
        whole = sum(found.counts.get((expected, one), 0) for one in found.understood)
        cells = [
            _cell(expected, one, found.counts.get((expected, one), 0), whole, chosen=(expected, one) == cell)
            for one in found.understood
        ]
        rows.append({"expected": expected, "words": intent_words(expected), "cells": cells})
    return rows


def _cell(expected: str, understood: str, count: int, whole: int, *, chosen: bool) -> dict[str, Any]:
    words = f"{plural(count, 'message')}: {intent_words(expected)}, understood as {intent_words(understood)}"
    return {
        "expected": expected, "understood": understood, "count": count, "words": words, "chosen": chosen,
        "right": expected == understood, "shade": -(-count * _SHADES // whole),
    }  # fmt: skip
