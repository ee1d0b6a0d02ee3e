"""Fixes carried out, as the studio does."""

from __future__ import annotations

from typing import Any

from flows.findings.finding import Fix
from flows.model import Flow


def mended(flow: Flow, fix: Fix) -> Flow:
    """The flow with the fix carried out on its document."""
    document = flow.model_dump(mode="json", by_alias=True)
    *around, last = fix.path
    part: Any = document
    for step in around:
        part = part[step]
    if fix.op == "set":
        part[last] = fix.value
    else:
        del part[last]
    return Flow.model_validate(document)
