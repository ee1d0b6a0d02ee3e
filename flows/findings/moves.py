"""What can happen at a moment, as steps of a scenario: what comes due, results that are owed, what others do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from flows.actions.ask_again import AskAgain
from flows.actions.escalate import Escalate
from flows.actions.send_message import SendMessage
from flows.changes import GOTO
from flows.compiled_state import CompiledState, Listeners
from flows.durations import add, parse_duration
from flows.findings.moments import RESULTS_OF, Moment, Owed, owed
from flows.findings.supposing import Supposed, Supposing
from flows.hearing import ANSWER, UNMATCHED
from flows.model import Flow
from flows.world.turning import RELEASED
from flows.world.world import Posted

Drive = Literal["time", "result", "outside"]
"""Who moves on: the clock, what came of an action, or somebody else."""
SOMETHING = "something_else"
"""An event or a manual value that nobody names."""
RELEASE: Mapping[str, Any] = {"action": RELEASED}


class Move(NamedTuple):
    """What happens, as steps of a scenario; and what it settles."""

    drive: Drive
    steps: tuple[Mapping[str, Any], ...]
    settles: Posted | None = None
    ends: str | None = None
    """The child process that ends."""
    closes: bool = False
    """Whether it ends the process in any case: once for each state is enough."""


class Moves:
    """Everything that can happen in one flow."""

    def __init__(self, flow: Flow, supposing: Supposing) -> None:
        self._flow = flow
        self._supposing = supposing

    def at(self, moment: Moment) -> Iterator[Move]:
        """What can happen now, the clock first. Nothing happens to a process that has ended."""
        if moment.process.ended:
            return
        here = self._flow.compiled.at(moment.binding.state)
        due = moment.world.next_due
        if due is not None:
            yield Move("time", ({"wait": self._length(moment.world.now, due)},))
        waiting = owed(self._flow, moment)
        for one in waiting:
            yield from self._results(moment, here, one)
        yield from self._others(moment, here, waiting)
        if moment.world.facts.conversation.held:
            yield Move("outside", (RELEASE,))
        else:
            yield from self._messages(moment, here)

    def _length(self, now: datetime, due: datetime) -> str:
        """How long to wait, as people write it where that is exact."""
        ground, span = self._flow.compiled.ground, due - now
        for size, unit in ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "m")):
            text = f"{round(span / size)}{unit}"
            if (
                span > timedelta(0)
                and round(span / size)
                and add(now, parse_duration(text), ground.zone, ground.calendar) == due
            ):
                return text
        return max(now, due).isoformat()

    def _results(self, moment: Moment, here: CompiledState, one: Owed) -> Iterator[Move]:
        refused = moment.world.facts.contact.opted_out and one.results[0] == "outreach_sent"
        for result in one.results[1:] if refused else one.results:
            listeners = _listeners(here, "action", result)
            for carried in self._supposing.payloads(listeners):
                payload = {**_json(carried, moment), **one.payload}
                yield Move("result", (_step("action", result, payload),), one.posted)

    def _closes(self, listeners: Listeners) -> bool:
        return bool(listeners) and listeners[0].plain and listeners[0].target in self._flow.terminal_states

    def _is_idle(self, here: CompiledState, listeners: Listeners) -> bool:
        """Whether it is only answered, and nobody waits for how that goes."""
        waits = "action" in here.others or any(("action", name) in here.exact for name in RESULTS_OF["send"])
        return not waits and all(
            one.target is None and all(isinstance(action, SendMessage | AskAgain) for action in one.actions)
            for one in listeners
        )

    def _others(self, moment: Moment, here: CompiledState, waiting: Iterable[Owed]) -> Iterator[Move]:
        by_itself = {name for one in waiting for name in one.results}
        for kind, value in _named(here, ("event", "action", "manual")):
            listeners = _listeners(here, kind, value)
            if value in by_itself or value.startswith(GOTO) or self._is_idle(here, listeners):
                continue
            child = value.removeprefix("ended:") if kind == "event" else ""
            child = child if child in moment.children else ""
            for carried in self._supposing.payloads(listeners):
                step = _step(kind, value, _json(carried, moment))
                closes = self._closes(listeners)
                yield Move("result" if child else "outside", (step,), ends=child or None, closes=closes)

    def _messages(self, moment: Moment, here: CompiledState) -> Iterator[Move]:
        for intent in self._flow.compiled.heard.get(moment.binding.state, ()):
            listeners = _listeners(here, "intent", intent)
            given = list(self._supposing.slots(self._flow.compiled.slots(moment.binding.state, intent)))
            if len(given) == 1 and self._is_idle(here, listeners):
                continue
            for chosen in given:
                step = _step("intent", intent, _json(chosen, moment), "slots")
                yield Move("outside", (step,), closes=self._closes(listeners))
        if here.ask is not None and here.answers:
            for value in self._supposing.answers(here.ask.into):
                slots = {here.ask.into: value.at(moment.world.now)}
                yield Move("outside", (_step("intent", ANSWER, slots, "slots"),))
        if ("intent", UNMATCHED) in here.exact:
            yield Move("outside", ({"intent": UNMATCHED},))
        block = self._flow.unmatched
        if block is not None and block.then:
            says = block.message or (here.ask.retry if here.ask is not None else None)
            asked = ({"intent": UNMATCHED},) * (block.tries + 1 if says else 1)
            # Whoever is handed over to a colleague so is let go at once: where it happens makes no difference to it.
            handed = (RELEASE,) if any(isinstance(action, Escalate) for action in block.then) else ()
            yield Move("outside", (*asked, *handed))


def _named(here: CompiledState, kinds: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from (named for named in here.exact if named[0] in kinds)
    yield from ((kind, SOMETHING) for kind in here.others if kind in kinds)


def _listeners(here: CompiledState, kind: str, value: str) -> Listeners:
    return here.exact.get((kind, value)) or here.others.get(kind, ())


def _json(values: Mapping[str, Supposed], moment: Moment) -> dict[str, Any]:
    return {name: value.at(moment.world.now) for name, value in values.items()}


def _step(kind: str, value: str, carried: Mapping[str, Any], companion: str = "payload") -> Mapping[str, Any]:
    return {kind: value, companion: dict(carried)} if carried else {kind: value}
