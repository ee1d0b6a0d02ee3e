"""A world while something happens in it: lists to change, a queue of changes to tell, and what is written down."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flows.changes import ContextChange, Kind
from flows.conversation import Seat
from flows.effects import StartProcess
from flows.errors import ScenarioError
from flows.hearing import Understood
from flows.world.entries import Entry
from flows.world.hooks import Hooks
from flows.world.world import Armed, Opened, Posted, World, next_due

SHORT = timedelta(minutes=1)
"""What is planned for sooner passes on how deep its cause lies; what comes later begins anew."""
MOST_CHANGES = 5_000
"""What one happening may set off: a wait of years over a timer of a minute ends here."""


class Queued(NamedTuple):
    """A change that is stored and not yet told; of a message, `text` and what it was given to mean."""

    change: ContextChange
    text: str | None = None
    given: tuple[Understood, ...] | None = None
    """None: the detector is asked."""


class Going:
    """The one mutable thing here. Made from a world, and made a world again by `frozen`."""

    def __init__(self, world: World, hooks: Hooks) -> None:
        self.hooks = hooks
        self.entries: list[Entry] = []
        self.queue: deque[Queued] = deque()
        self.now, self.facts, self.flows = world.now, world.facts, world.flows
        self.opened = {one.id: one._replace(binding=hooks.stored(one.binding)) for one in world.opened}
        self.armed = list(world.armed)
        self.posted = list(world.posted)
        self.said = list(world.said)
        self.last_heard = world.last_heard
        self.next_fails = world.next_fails
        self.handed_by = world.handed_by
        self.reopen: Callable[[StartProcess, ContextChange, str], None] | None = None
        """Of what is told again: opens what was opened then. What follows from it was stored, and comes by itself."""
        self._world = world
        self._number = world.number
        self._stored = 0

    def frozen(self) -> World:
        """The world as it is now."""
        return self._world._replace(
            now=self.now, facts=self.facts, opened=tuple(self.opened.values()), armed=tuple(self.armed),
            posted=tuple(self.posted), said=tuple(self.said), last_heard=self.last_heard, number=self._number,
            next_fails=self.next_fails, handed_by=self.handed_by,
        )  # fmt: skip

    @property
    def sends_succeed(self) -> bool:
        return self._world.sends_succeed

    @property
    def calls_succeed(self) -> bool:
        return self._world.calls_succeed

    @property
    def held(self) -> bool:
        return self.facts.conversation.held

    def next_number(self) -> int:
        """Counts what is stored."""
        self._number += 1
        return self._number

    def change(self, kind: Kind, value: str | None, source: str, **more: Any) -> ContextChange:
        """A change that happens now."""
        return ContextChange(f"change-{self.next_number()}", kind, value, self.now, source=source, **more)

    def store(self, change: ContextChange, text: str | None = None, given: Any = None) -> None:
        """Put a change behind those that wait. Raises ScenarioError when there are too many."""
        if self.reopen is not None:
            return
        self._stored += 1
        if self._stored > MOST_CHANGES:
            raise ScenarioError(
                f"This sets off more than {MOST_CHANGES:,} changes; go on in smaller steps, and look for a circle."
            )
        self.queue.append(Queued(change, text, given))

    def seats(self, named: str | None = None) -> list[Seat]:
        """The open processes, oldest first; the one `named` by a change even when it has ended."""
        return [one.seat for one in self.opened.values() if not one.ended or one.id == named]

    def put(self, opened: Opened) -> None:
        """Keep a process as it is now."""
        self.opened[opened.id] = opened

    def hold(self, held: bool) -> None:
        """Whether an operator has the conversation."""
        self.facts = self.facts._replace(conversation=self.facts.conversation._replace(held=held))

    def switch(self, channel: str) -> None:
        """Where the customer is from now on."""
        self.facts = self.facts._replace(conversation=self.facts.conversation._replace(channel=channel))

    def depth_of(self, change: ContextChange, due: datetime) -> int:
        """How deep what a change plans for then lies."""
        return change.depth + 1 if due - change.at < SHORT else 0

    def keep(self, posted: Posted, as_it_is: Posted) -> None:
        """A send or call stands otherwise now."""
        self.posted[self.posted.index(posted)] = as_it_is

    def take(self, posted: Posted) -> None:
        """A send or call is settled, or void."""
        self.posted.remove(posted)

    def pressed(self, text: str) -> tuple[Understood, str | None] | None:
        """The intent of a button of the latest message, when the text is its title, and the binding that said it."""
        shown = next((one for one in reversed(self.said) if one.sender != "customer"), None)
        for title, intent in shown.content.buttons if shown is not None else ():
            if shown is not None and title.strip().casefold() == text.strip().casefold():
                return Understood(intent, 1.0, {}, title), shown.binding_id
        return None

    def next_due(self) -> datetime | None:
        """When the next timer or planned send is due."""
        return next_due(self.armed, self.posted)

    def due(self) -> list[Armed]:
        """The timers whose time has come, earliest first, then in the order they were armed."""
        return sorted(
            (one for one in self.armed if one.due <= self.now), key=lambda one: (one.due, one.order)
        )
