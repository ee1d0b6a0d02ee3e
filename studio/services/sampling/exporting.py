"""Scored messages as CSV that a spreadsheet opens without running any of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from studio.services.sampling.scoring import Scored

COLUMNS = ("text", "intent", "understood", "confidence", "also", "verdict")
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula."""


def as_csv(rows: Iterable[Scored]) -> bytes:
    """UTF-8 with a mark, as spreadsheets expect it. A cell like a formula gets an apostrophe before it."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    for row in rows:
        cells = (row.sample.text, row.sample.intent or "", row.understood, f"{row.confidence:.2f}",
                 " ".join(row.also), row.verdict)  # fmt: skip
        writer.writerow([_harmless(cell) for cell in cells])
    return sheet.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(RISKY) else cell
