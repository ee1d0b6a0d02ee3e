"""Sample messages as the studio's pages have them understood."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from flows.hearing import Hearing, Understanding
from runtime.errors import RoleTooLow
from runtime.store import flows as store
from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.errors import EditRefused, SamplesUnreadable
from studio.services.editing import Editing
from studio.services.sampling.reading import read_samples
from studio.services.sampling.sampling import Sampling
from studio.services.trying import Trying
from tests.flows.build import flow, on
from tests.runtime.twice import Words

VIEWER, EDITOR = Actor("vera", "viewer"), Actor("eddy", "editor")
FLOW = flow(
    on("intent pays", "open", "done"),
    on("intent asks", "waiting", "done"),
    states=["open", "waiting", "done"],
    intents={"pays": {"examples": ["I pay"]}, "asks": {"examples": ["what is it?"]}},
)
CSV = "text,intent\nhe pays,pays\nhe asks,asks\nhe pays,pays\nwell,pays\n"


class Counting(Words):
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.wait: threading.Event | None = None

    def understand(self, text: str, hearing: Hearing, now: Any) -> Understanding:
        if self.wait is not None and self.asked:
            self.wait.wait(5)
        self.asked.append(text)
        return super().understand(text, hearing, now)


@pytest.fixture
def detector() -> Counting:
    return Counting()


@pytest.fixture
async def sampling(database: Database, detector: Counting) -> Sampling:
    await database.write(lambda session: store.save_draft(session, FLOW, Actor("eddy", "editor")))
    stands_in: Any = detector
    return Sampling(Editing(database), Trying(lambda: stands_in))


async def test_each_different_text_is_understood_once_with_progress(
    sampling: Sampling, detector: Counting
) -> None:
    samples = await sampling.read(VIEWER, "demo", CSV)
    told: list[tuple[int, int]] = []
    sheet = await sampling.classify(VIEWER, "demo", samples, told=lambda done, of: told.append((done, of)))
    assert [(one.understood, one.verdict) for one in sheet.rows] == [
        ("pays", "right"),
        ("asks", "right"),
        ("pays", "right"),
        ("unmatched", "unsure"),
    ]
    assert sorted(detector.asked) == ["he asks", "he pays", "well"]
    assert (told[0], told[-1]) == ((1, 3), (3, 3))
    assert sampling.kept(VIEWER, "demo") == sheet


async def test_in_a_state_only_what_it_listens_for_is_understood(sampling: Sampling) -> None:
    samples = await sampling.read(VIEWER, "demo", CSV)
    sheet = await sampling.classify(VIEWER, "demo", samples, "open")
    assert [one.verdict for one in sheet.rows] == ["right", "aside", "right", "unsure"]
    with pytest.raises(SamplesUnreadable, match="no state “gone”"):
        await sampling.classify(VIEWER, "demo", samples, "gone")
    with pytest.raises(SamplesUnreadable, match="Nothing is listened for"):
        await sampling.classify(VIEWER, "demo", samples, "done")


async def test_examples_are_one_edit_that_can_be_undone(sampling: Sampling, database: Database) -> None:
    editing = sampling._editing
    with pytest.raises(RoleTooLow):
        await sampling.add_examples(VIEWER, "demo", {"pays": ["well"]})
    with pytest.raises(EditRefused, match="no intent “gone”"):
        await sampling.add_examples(EDITOR, "demo", {"gone": ["well"]})
    label = await sampling.add_examples(EDITOR, "demo", {"pays": ["well", "I pay"], "asks": ["why?"]})
    assert label == "Add 2 examples"
    intents = (await editing.open(VIEWER, "demo")).flow.intents
    assert (intents["pays"].examples, intents["asks"].examples) == (
        ("I pay", "well"),
        ("what is it?", "why?"),
    )
    await editing.undo(EDITOR, "demo")
    assert (await editing.open(VIEWER, "demo")).flow.intents == FLOW.intents


async def test_cancelled_it_ends_at_once_and_the_last_sheet_stays(
    sampling: Sampling, detector: Counting
) -> None:
    first = await sampling.classify(VIEWER, "demo", read_samples("he pays", ()))
    detector.wait = threading.Event()
    many = read_samples("\n".join(f"number {number}" for number in range(5_000)), ())
    begun = asyncio.Event()
    task = asyncio.create_task(sampling.classify(VIEWER, "demo", many, told=lambda _done, _of: begun.set()))
    detector.asked.clear()
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    detector.wait.set()
    assert sampling.kept(VIEWER, "demo") == first
    assert len(detector.asked) < 100
