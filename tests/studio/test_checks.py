"""The check of the open flow waits for the hands to rest, but not for ever."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from flows.model import Flow
from studio.panels import checks
from studio.panels.checks import Checks, Found, Subject
from tests.studio.editor.maps import SMALL, edited


class Author:
    """Somebody who draws, and is told what was found."""

    def __init__(self) -> None:
        self.flow: Flow | None = SMALL
        self.told: asyncio.Queue[Found] = asyncio.Queue()
        self.checks = Checks(
            lambda: None if self.flow is None else Subject(self.flow, None), self.told.put_nowait
        )

    def does(self, **op: Any) -> None:
        assert self.flow is not None
        self.flow = edited(self.flow, **op)
        self.checks.soon()


@pytest.fixture
def author(monkeypatch: pytest.MonkeyPatch) -> Author:
    monkeypatch.setattr(checks, "QUIET_SECONDS", 0.05)
    return Author()


async def test_what_is_found_is_told(author: Author) -> None:
    author.does(op="connect", source="sent", target="late", trigger={"type": "intent", "value": "unheard_of"})
    found = await author.told.get()
    assert any("unheard_of" in finding.message for finding in found.findings)
    assert found.unpublished


async def test_a_burst_of_edits_is_checked_once(author: Author) -> None:
    for number in range(5):
        author.does(op="rename_state", state="late", title=f"Late {number}")
        await asyncio.sleep(0.01)
    await author.told.get()
    await asyncio.sleep(0.1)
    assert author.told.empty()


async def test_who_never_rests_is_checked_too(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LONGEST_SECONDS", 0.2)
    looked = asyncio.Event()
    loop, look = asyncio.get_running_loop(), checks._found

    def noticed(subject: Subject) -> Found:
        loop.call_soon_threadsafe(looked.set)
        return look(subject)

    monkeypatch.setattr(checks, "_found", noticed)
    titles = 0
    while not looked.is_set():
        titles += 1
        author.does(op="rename_state", state="late", title=f"Late {titles}")
        await asyncio.sleep(0.02)
    assert titles > 3


async def test_nothing_is_told_to_who_has_left(author: Author) -> None:
    author.does(op="rename_state", state="late", title="Too late")
    author.flow = None
    await asyncio.sleep(0.15)
    assert author.told.empty()
