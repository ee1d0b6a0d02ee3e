"""Sample messages as a service: understood in threads, kept per person and flow, made examples by an edit."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from threading import Event
from typing import NamedTuple

from flows.binding import ContactFacts
from flows.conversation import Seat, hearable
from flows.conversation import hearing as heard_in
from flows.hearing import ANSWER, Hearing, Understanding
from flows.model import Flow
from flows.opening import fresh
from runtime import clock
from runtime.users.actor import Actor
from studio.editor.ops import AddExamples
from studio.errors import SamplesUnreadable
from studio.services.editing import Editing
from studio.services.sampling.exporting import as_csv
from studio.services.sampling.reading import Samples, read_samples
from studio.services.sampling.scoring import Scored, compared, scored
from studio.services.trying import Trying

WORKERS = 2
"""The model lets go of the interpreter while it computes."""
AT_ONCE = 50
"""Messages between two looks at whether to go on; progress is told as often."""
MOST_SHEETS = 10
"""Kept for all people together; the oldest goes first."""
Understand = Callable[[str, Hearing, datetime], Understanding]
Told = Callable[[int, int], None]
"""How many of how many different messages are done."""


class Sheet(NamedTuple):
    """Sample messages, and what they are understood as in a state of the draft."""

    samples: Samples
    state: str | None
    """None: anywhere, among all intents."""
    rows: tuple[Scored, ...]
    rev: int
    """Of the draft they were understood by."""
    by_spelling: bool
    before: tuple[Scored, ...] = ()
    """The same messages as they were understood the last time; empty the first time."""


class Sampling:
    """Nothing is stored but examples, and those by an edit of the draft."""

    def __init__(self, editing: Editing, trying: Trying) -> None:
        self._editing = editing
        self._trying = trying
        self._kept: OrderedDict[tuple[str, str], Sheet] = OrderedDict()
        """By the person's id and process type."""

    def kept(self, actor: Actor, process_type: str) -> Sheet | None:
        """This person's last sheet of a flow."""
        actor.require("viewer", process_type)
        return self._kept.get((actor.id, process_type))

    async def read(self, actor: Actor, process_type: str, content: str | bytes) -> Samples:
        """The messages of a file or a pasted text. Raises SamplesUnreadable, in words."""
        flow = (await self._editing.open(actor, process_type)).flow
        return await asyncio.to_thread(read_samples, content, tuple(flow.intents))

    async def classify(
        self,
        actor: Actor,
        process_type: str,
        samples: Samples,
        state: str | None = None,
        told: Told = lambda done, of: None,
    ) -> Sheet:
        """Understand every message as the draft does in `state`, or anywhere; each different text once.

        Cancelling the task ends it within a moment, and the last sheet stays. Raises SamplesUnreadable where
        the draft has no such state any more, or nothing to understand there.
        """
        flow, rev = await self._editing.open(actor, process_type)
        now = clock.now()
        listening = hearing(flow, state, now)
        texts = list(dict.fromkeys(sample.text for sample in samples.messages))
        found = await understood(self._trying.understand, listening, texts, now, told)
        listened = {one.intent for one in listening.intents} | ({ANSWER} if listening.question else set())
        sheet = await asyncio.to_thread(self._sheet, actor, process_type, samples, found, listened)
        by_spelling = any(one.detector == "local-spelling" for one in found.values())
        sheet = sheet._replace(state=state, rev=rev, by_spelling=by_spelling)
        self._kept[actor.id, process_type] = sheet
        self._kept.move_to_end((actor.id, process_type))
        while len(self._kept) > MOST_SHEETS:
            self._kept.popitem(last=False)
        return sheet

    async def add_examples(
        self, actor: Actor, process_type: str, examples: Mapping[str, Sequence[str]]
    ) -> str:
        """Intent → texts, put behind the intents' examples by one undoable edit; what it is called.

        Raises RoleTooLow, and EditRefused where an intent is gone.
        """
        actor.require("editor", process_type)
        rev = (await self._editing.open(actor, process_type)).rev
        op = AddExamples(examples={name: tuple(texts) for name, texts in examples.items()})
        return (await self._editing.do(actor, process_type, op, rev)).label

    async def export(self, actor: Actor, process_type: str) -> bytes:
        """The last sheet as CSV."""
        sheet = self.kept(actor, process_type)
        return await asyncio.to_thread(as_csv, sheet.rows if sheet is not None else ())

    def _sheet(
        self,
        actor: Actor,
        process_type: str,
        samples: Samples,
        found: Mapping[str, Understanding],
        listened: set[str],
    ) -> Sheet:
        rows = tuple(
            scored(number, sample, found[sample.text], listened)
            for number, sample in enumerate(samples.messages)
        )
        last = self._kept.get((actor.id, process_type))
        before = last.rows if last is not None and last.samples.messages == samples.messages else ()
        return Sheet(samples, None, compared(rows, before), 0, by_spelling=False, before=before)


async def understood(
    understand: Understand, listening: Hearing, texts: Sequence[str], now: datetime, told: Told
) -> dict[str, Understanding]:
    """Each text understood, in `WORKERS` threads; `told` is called in the event loop."""
    found: dict[str, Understanding] = {}
    if not texts:
        return found
    # The first loads the detector and fits the intents: not in every thread at once.
    found[texts[0]] = await asyncio.to_thread(understand, texts[0], listening, now)
    told(1, len(texts))
    pieces, ended = _pieces(texts[1:]), Event()

    def read(piece: Sequence[str]) -> dict[str, Understanding]:
        return {text: understand(text, listening, now) for text in piece if not ended.is_set()}

    async def work() -> None:
        for piece in pieces:  # one iterator for all workers: each takes the next piece
            found.update(await asyncio.to_thread(read, piece))
            told(len(found), len(texts))

    try:
        await asyncio.gather(*(work() for _ in range(WORKERS)))
    finally:
        ended.set()
    return found


def _pieces(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE))


def hearing(flow: Flow, state: str | None, now: datetime) -> Hearing:
    """What a flow listens for in a state; without one, all its intents. Raises SamplesUnreadable where nothing."""
    if state is None:
        found = Hearing(
            tuple(hearable(flow, name, flow.locale) for name in flow.intents),
            None,
            flow.locale,
            flow.timezone,
        )
    elif state not in flow.compiled.states:
        raise SamplesUnreadable(f"The flow has no state “{state}” any more; choose another one.")
    else:
        found = heard_in(
            [Seat(flow, fresh("sample", flow, {}, now)._replace(state=state), now)], ContactFacts()
        )
    if not found.intents and found.question is None:
        raise SamplesUnreadable("Nothing is listened for there: add an intent, or choose another state.")
    return found
