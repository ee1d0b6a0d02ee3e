"""A run: a tree of steps, each with the conversation as it was then. Going back is looking at another step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from flows.errors import FlowError
from flows.model import Flow
from flows.world.entries import Entry
from flows.world.happenings import Happening
from flows.world.hooks import Hooks
from flows.world.play import after, begin
from flows.world.world import World
from studio.errors import StepRefused
from studio.services.sandbox.explaining import Place, explained
from studio.services.sandbox.model import Awaited, Fork, MessageRow, Real, Run, Setup, Step
from studio.services.sandbox.setups import beginning
from studio.services.sandbox.wording import effect_words

MOST_STEPS = 1_000


class Node(NamedTuple):
    """A step, and what there was after it."""

    step: Step
    world: World
    entries: tuple[Entry, ...]


class Tree:
    """The steps of one run, and where somebody stands in it. Not for two threads at once."""

    def __init__(self, process_type: str, setup: Setup, flows: Sequence[Flow], threshold: float) -> None:
        self.process_type = process_type
        self.setup = setup
        self.flows = tuple(flows)
        self._threshold = threshold
        self._nodes: dict[str, Node] = {}
        self._children: defaultdict[str, list[str]] = defaultdict(list)
        self._latest: dict[str, str] = {}
        """Where one went on from each step last."""
        self.here = ""
        self.shown: Callable[[Step], Step] = lambda step: step
        """What of a step is shown."""
        self.real: Real | None = None
        """The conversation that the run goes on from, where it is a real one."""

    @property
    def root(self) -> str:
        return next(iter(self._nodes))

    @property
    def node(self) -> Node:
        """Where we are."""
        return self._nodes[self.here]

    def start(self, hooks: Hooks) -> None:
        """The first step. Raises StepRefused where the set-up's data doesn't fit."""
        try:
            world, entries = begin(beginning(self.setup, self.flows), hooks)
        except FlowError as error:
            raise StepRefused(str(error)) from error
        self.put(None, None, world, entries)

    def put(
        self, happening: Happening | None, before: World | None, world: World, entries: Sequence[Entry]
    ) -> None:
        """Go on from here with what came of something; the first step, where there is none."""
        step = explained(self._place(), happening, before, world, entries, self._threshold)
        self._add(Node(step, world, tuple(entries)))

    def do(self, happening: Happening, hooks: Hooks) -> None:
        """Go on from here. Raises StepRefused where it can't be done; then nothing has changed."""
        self._expect_room()
        before = self.node.world
        try:
            world, entries = after(before, happening, hooks)
        except FlowError as error:
            raise StepRefused(str(error)) from error
        self.put(happening, before, world, entries)

    def try_to(self, happening: Happening, hooks: Hooks) -> bool:
        """As `do`; what can't be done is a step that says so. Whether it could be."""
        try:
            self.do(happening, hooks)
        except StepRefused as refused:
            self._expect_room()
            world = self.node.world
            step = explained(self._place(), happening, world, world, (), self._threshold, str(refused))
            self._add(Node(step, world, ()))
            return False
        return True

    def go(self, step_id: str) -> None:
        """Be at a step again. Raises StepRefused for one that isn't of this run."""
        if step_id not in self._nodes:
            raise StepRefused("This step isn't there any more; the run was begun anew.")
        self.here = step_id
        for child, parent in self._upwards(step_id):
            self._latest[parent] = child

    def line(self, end: str | None = None) -> list[Node]:
        """From the start to a step; without one, through here to the end of this fork."""
        if end is None:
            end = self.here
            while (onward := self._latest.get(end)) is not None:
                end = onward
        ids = [end, *(parent for _, parent in self._upwards(end))]
        return [self._nodes[one] for one in reversed(ids)]

    def ends(self) -> list[str]:
        """The steps that nothing follows, in the order they were made."""
        return [one for one in self._nodes if not self._children[one]]

    def view(self, *, stale: bool = False) -> Run:
        """The run as the page shows it."""
        line = self.line()
        world = self.node.world
        return Run(
            self.process_type, self.setup, self.here, tuple(node.step for node in line), tuple(self.forks()),
            tuple(self._conversation()), tuple(_awaited(world)), world.buttons, tuple(_by_hand(world)), world.next_due,
            stale, self.real,
        )  # fmt: skip

    def forks(self) -> Iterator[Fork]:
        """Every way the run went."""
        current = self.line()[-1].step.id
        for end in self.ends():
            line = self.line(end)
            parted = next(
                (i for i in range(len(line) - 2, -1, -1) if len(self._children[line[i].step.id]) > 1), 0
            )
            first = line[min(parted + 1, len(line) - 1)].step
            yield Fork(end, line[parted].step.id, len(line), first.words, end == current)

    def _conversation(self) -> list[MessageRow]:
        """What was said up to here; what became of a message later counts."""
        rows: dict[str, MessageRow] = {}
        for node in self.line(self.here):
            for row in node.step.messages:
                rows.pop(row.key, None) if row.fate == "sent" else None
                rows[row.key] = row
        return sorted(
            rows.values(), key=lambda row: row.fate == "planned"
        )  # what is to be said yet comes last

    def _upwards(self, step_id: str) -> Iterator[tuple[str, str]]:
        parent = self._nodes[step_id].step.parent
        while parent is not None:
            yield step_id, parent
            step_id, parent = parent, self._nodes[parent].step.parent

    def _place(self) -> Place:
        return Place(str(len(self._nodes) + 1), self.here or None)

    def _expect_room(self) -> None:
        if len(self._nodes) >= MOST_STEPS:
            raise StepRefused(f"A run has {MOST_STEPS:,} steps at most; begin it anew to go on.")

    def _add(self, node: Node) -> None:
        step = self.shown(node.step)
        self._nodes[step.id] = node._replace(step=step)
        if step.parent is not None:
            self._children[step.parent].append(step.id)
            self._latest[step.parent] = step.id
        self.here = step.id


def _awaited(world: World) -> Iterator[Awaited]:
    for posted in world.posted:
        if posted.status == "waiting":
            kind: Literal["send", "call"] = "call" if posted.effect.type == "update_backend" else "send"
            yield Awaited(posted.effect.key, kind, effect_words(posted.effect))


def _by_hand(world: World) -> Iterator[tuple[str, str]]:
    for one in world.opened:
        here = one.flow.compiled.at(one.binding.state)
        for kind, value in here.exact if not one.ended else ():
            if kind == "manual":
                yield one.id, value
