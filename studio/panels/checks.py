"""Checking the open flow while its author goes on: in a thread, one check at a time, when the hands rest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import NamedTuple

from flows import codec
from flows.findings import accepted, check
from flows.findings.finding import Finding
from flows.model import Flow

log = logging.getLogger(__name__)

QUIET_SECONDS = 0.25
"""A check waits for the hands to rest so long, or as long as the last check took: both want the same processor."""
LONGEST_SECONDS = 2.0
"""But no longer than that."""


class Subject(NamedTuple):
    """What is checked, and the version it is compared with."""

    flow: Flow
    published: Flow | None


class Found(NamedTuple):
    """What there is to say of a flow."""

    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    unpublished: bool


class Checks:
    """Follows a flow that changes under it."""

    def __init__(self, subject: Callable[[], Subject | None], told: Callable[[Found], None]) -> None:
        """`subject` gives what there is now, None once nobody looks; `told` hears what was found of that."""
        self._subject = subject
        self._told = told
        self._checked: Subject | None = None
        self._running: asyncio.Task[None] | None = None
        self._took = 0.0

    def soon(self) -> None:
        """Something changed."""
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="check the open flow")

    async def _run(self) -> None:
        """Check until what was checked is what there is."""
        try:
            while (subject := await self._rested()) is not None and not _same(subject, self._checked):
                begun = asyncio.get_running_loop().time()
                found = await asyncio.to_thread(_found, subject)
                self._took = asyncio.get_running_loop().time() - begun
                self._checked = subject
                now = self._subject()
                if now is not None and _same(subject, now):
                    self._told(found)
                    return
        except Exception:
            log.exception("the open flow could not be checked")
        finally:
            self._running = None

    async def _rested(self) -> Subject | None:
        """What there is once it stayed the same for a while."""
        clock = asyncio.get_running_loop().time
        end, before, subject = clock() + LONGEST_SECONDS, None, self._subject()
        while subject is not None and not _same(subject, before) and clock() < end:
            before = subject
            await asyncio.sleep(max(QUIET_SECONDS, self._took))
            subject = self._subject()
        return subject


def _same(one: Subject, other: Subject | None) -> bool:
    return other is not None and one.flow is other.flow and one.published is other.published


def _found(subject: Subject) -> Found:
    flow, published = subject
    findings, waived = accepted(flow, check(flow, structure=True))
    return Found(findings, waived, published is None or codec.draft(published) != flow)
