"""A flow walked through before anyone runs it: every moment it can come to, by the runtime's own `decide`.

Conditions are met with values on both sides of each; moments that can't go on differently are one. Results come
as successes and as failures, customers say what is listened for, and time passes from one timer to the next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flows.binding import Binding
from flows.errors import FlowError
from flows.findings.logs import Log, Sites
from flows.findings.moments import Key, Moment, Site, Telling, bare, pruned
from flows.findings.moves import Move, Moves
from flows.findings.supposing import Begun, Supposing
from flows.hearing import Hearing, Understanding
from flows.model import Flow
from flows.scenario import beginning, happening
from flows.scenario_model import Scenario, Step
from flows.world.entries import Entry
from flows.world.happenings import Happening
from flows.world.hooks import Hooks
from flows.world.play import after, begin
from flows.world.world import MONDAY

MOST_MOVES = 12_000
"""Moves tried in one flow; a larger one is left at that, and a finding says so."""
MOST_LISTENING = 1_000_000
"""Moves by transitions of `["*"]`: each of these listens again in every state that is come to."""


class Way(NamedTuple):
    """A move that was tried: from one moment to another, by their numbers."""

    source: int
    target: int
    move: Move
    taken: tuple[str, ...]
    """The transitions taken, in order."""
    says: bool
    """Whether something was sent to the customer."""


class Walk(NamedTuple):
    """How a moment was come to first: the way to begin, and the ways from there."""

    begun: Begun
    ways: tuple[Way, ...]


class Exploration:
    """All that was found. Moments are numbered in the order they were come to."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.moments: list[Moment] = []
        self.ways: list[Way] = []
        self.armed: dict[Site, int] = {}
        """Where a check was armed → the moment after it."""
        self.heard: set[Site] = set()
        """Those of which a check came due and something listened."""
        self.complete = True
        self.first_left = 0
        """The first moment that was not gone on from, where not `complete`."""
        self.begun: dict[int, Begun] = {}
        self.come: dict[int, Way] = {}

    def walk(self, moment: int) -> Walk:
        """How a moment was come to, shortest way first found."""
        ways: list[Way] = []
        while (way := self.come.get(moment)) is not None:
            ways.append(way)
            moment = way.source
        return Walk(self.begun[moment], tuple(reversed(ways)))


class After(NamedTuple):
    """What came of a move."""

    moment: Moment
    taken: tuple[str, ...]
    says: bool
    armed: frozenset[Site]
    heard: frozenset[Site]


class Explorer:
    """Walks one flow."""

    def __init__(self, flow: Flow, most_moves: int = MOST_MOVES) -> None:
        self._flow = bare(flow)
        self._supposing = Supposing(self._flow)
        self.moves = Moves(self._flow, self._supposing)
        self._telling = Telling(self._flow, self._supposing)
        self._sites = Sites(flow)
        anywhere = sum(one.from_any for one in flow.transitions)
        self.most_moves = min(most_moves, MOST_LISTENING // max(1, anywhere))
        self._tried = 0
        self._numbers: dict[Key, int] = {}
        self._near: set[Key] = set()
        self._closed: set[tuple[Any, ...]] = set()
        self._waiting: deque[int] = deque()
        self._aside: deque[int] = deque()
        self._hooks = Hooks(_nobody, stored=_as_it_is)
        self._happenings: dict[str, Happening] = {}
        self.found = Exploration(flow)

    def explore(self) -> Exploration:
        """Everything, or as much as the budget allows; the moments nearest to the beginning first."""
        for begun in self._supposing.beginnings(MONDAY):
            came = self._begin(begun)
            number, is_new = self._number(came, by_others=False) if came is not None else (0, False)
            if is_new:
                self.found.begun[number] = begun
        self._go_on()
        # What looks like nothing is looked for among the moments that were left aside.
        while self._tried < self.most_moves and self._aside and self.found.armed.keys() - self.found.heard:
            self._waiting.append(self._aside.popleft())
            self._go_on(again=True)
        return self.found

    def _go_on(self, *, again: bool = False) -> None:
        while self._waiting:
            number = self._waiting.popleft()
            state = self.found.moments[number].binding.state
            for move in self.moves.at(self.found.moments[number]):
                if move.closes and self._was_closed(state, move):
                    continue
                self._tried += 1
                if self._tried > self.most_moves:
                    self.found.complete, self.found.first_left = again, number
                    return
                self._try(number, move)

    def _was_closed(self, state: str, move: Move) -> bool:
        """Whether the process was ended in this way from this state before."""
        way = (state, *next(iter(move.steps[0].items())))
        known = way in self._closed
        self._closed.add(way)
        return known

    def _begin(self, begun: Begun) -> After | None:
        scenario = Scenario.model_validate({"name": "begins", "start": begun.start})
        try:
            moved = begin(beginning(self._flow, scenario)._replace(bucket=begun.bucket), self._hooks)
        except FlowError:
            return None
        return self._after(None, Moment(moved.world, {}), moved.entries)

    def _try(self, number: int, move: Move) -> None:
        """Make a move, and remember where it leads."""
        came = self.play(self.found.moments[number], move)
        if came is None:
            return
        target, is_new = self._number(came, by_others=move.drive == "outside")
        way = Way(number, target, move, came.taken, came.says)
        self.found.ways.append(way)
        if is_new:
            self.found.come[target] = way

    def _number(self, came: After, *, by_others: bool) -> tuple[int, bool]:
        """The number of a moment, and whether nothing led there before; a new one is gone on from later."""
        key = self._telling.key(came.moment)
        known = self._numbers.get(key)
        number = len(self.found.moments) if known is None else known
        for site in came.armed:
            self.found.armed.setdefault(site, number)
        self.found.heard |= came.heard
        if known is not None:
            return number, False
        self._numbers[key] = number
        self.found.moments.append(came.moment)
        sights = self._telling.sights(came.moment)
        # Where others lead, a moment is gone on from if its state sees anything that it hasn't seen before.
        (self._aside if by_others and sights <= self._near else self._waiting).append(number)
        self._near |= sights
        return number, True

    def play(self, moment: Moment, move: Move) -> After | None:
        """What comes of a move; None where it can't be made."""
        world = moment.world
        if move.settles is not None:
            kept = tuple(one for one in world.posted if one.order != move.settles.order)
            world = world._replace(posted=kept)
        entries: list[Entry] = []
        try:
            for step in move.steps:
                moved = after(world, self._happening(step, world.opened[0].id), self._hooks)
                world, entries = moved.world, [*entries, *moved.entries]
        except FlowError:
            return None
        children = moment.children - {move.ends} if move.ends is not None else moment.children
        return self._after(moment, Moment(world, moment.sites, moment.handed, children), entries)

    def _happening(self, step: Mapping[str, Any], binding_id: str) -> Happening:
        """What a step does. All ways are about one process, and most steps are made many times."""
        written = repr(step)
        found = self._happenings.get(written)
        if found is None:
            found = self._happenings[written] = happening(Step.model_validate(step), binding_id)
        return found

    def _after(self, before: Moment | None, moment: Moment, entries: Iterable[Entry]) -> After:
        process = moment.process.id
        log = Log(self._flow, self._sites, process, dict(moment.sites))
        for entry in entries:
            log.read(entry)
        world = moment.world
        handed = log.handed if log.handed is not None else moment.handed
        children = moment.children | log.children
        known = Moment(world, log.by_number, handed if world.facts.conversation.held else None, children)
        return After(
            pruned(self._flow, known), tuple(log.taken), log.says, frozenset(log.armed), frozenset(log.heard)
        )


def _nobody(_text: str, _hearing: Hearing, _now: datetime) -> Understanding:
    return Understanding((), "none")


def _as_it_is(binding: Binding) -> Binding:
    """Nothing needs to be stored on a walk: what `decide` returns is never changed."""
    return binding
