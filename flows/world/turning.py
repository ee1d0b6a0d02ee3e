"""A pretend conversation's changes told in stored order, until it rests."""

from __future__ import annotations

from flows.changes import ContextChange
from flows.conversation import Told, asked, hearing, hears, intents, tell, tell_message
from flows.effects import Send
from flows.hearing import Understanding, Understood
from flows.opening import starters
from flows.world.applying import apply_decision, start_by_change
from flows.world.delivering import deliver_all
from flows.world.entries import HeardEntry, SendEntry, TimerEntry
from flows.world.going import Going, Queued

RELEASED = "operator_released"
LEFT_MEANWHILE = "Its state was left meanwhile."


def rest(going: Going) -> None:
    """Tell and deliver until nothing is left for this moment, what is due at once included."""
    while True:
        _drain(going)
        due = going.due()
        if not due:
            return
        for timer in due:
            going.armed.remove(timer)
            going.entries.append(TimerEntry(timer, "due"))
            by_trigger = timer.transition is not None
            going.store(
                going.change(
                    "timeout", timer.transition if by_trigger else timer.name, "timer" if by_trigger else "check",
                    binding_id=timer.binding_id, visit=None if timer.keep else timer.visit, depth=timer.depth,
                    about={"due": timer.due.isoformat()},
                )
            )  # fmt: skip


def _drain(going: Going) -> None:
    while True:
        while going.queue:
            _turn(going, going.queue.popleft())
        if not deliver_all(going):
            return


def _turn(going: Going, queued: Queued) -> None:
    if queued.text is not None:
        _tell_message(going, queued, queued.text)
        return
    change = queued.change
    told = tell(going.seats(change.binding_id), change, going.facts)
    _store(going, told)
    if change.kind == "event" and not any(item.decision.trace.applied for item in told):
        start_by_change(going, change)
    if change.kind == "action" and change.value == RELEASED:
        release(going)


def _store(going: Going, told: list[Told]) -> None:
    for item in told:
        apply_decision(going, item)


def _tell_message(going: Going, queued: Queued, text: str) -> None:
    if going.held:
        going.entries.append(HeardEntry(text, "none", (), held=True))
        return
    seats = going.seats()
    heard, replied_to = _heard(going, queued, text)
    if replied_to is not None:
        seats = [seat._replace(replied_to=seat.binding.binding_id == replied_to) for seat in seats]
    message = queued.change
    understood = intents(message, heard, asked(seats))
    if not any(hears(seats, change.value or "") for change in understood) and _opened(going, understood):
        return
    _store(going, tell_message(seats, message, understood, going.facts))


def _opened(going: Going, understood: list[ContextChange]) -> list[str]:
    return [binding for change in understood for binding in start_by_change(going, change)]


def _heard(going: Going, queued: Queued, text: str) -> tuple[tuple[Understood, ...], str | None]:
    """What was understood, and the binding whose button was pressed."""
    if queued.given is not None:
        going.entries.append(HeardEntry(text, "given", queued.given))
        return queued.given, None
    pressed = going.pressed(text)
    if pressed is not None:
        going.entries.append(HeardEntry(text, "button", (pressed[0],)))
        return (pressed[0],), pressed[1]
    understanding = _understood(going, text)
    going.entries.append(HeardEntry(text, understanding.detector, understanding.heard, understanding.scores))
    return understanding.heard, None


def _understood(going: Going, text: str) -> Understanding:
    seats, contact = going.seats(), going.facts.contact
    opening = starters((flow for flow in going.flows if flow.starts), seats)
    if not seats and not opening:
        return Understanding((), "none")
    return going.hooks.understand(text, hearing(seats, contact, contact.timezone, opening), going.now)


def release(going: Going) -> None:
    """The operator is done: held sends go if their visit is current or they are to be kept."""
    going.hold(False)
    going.handed_by = None
    current = {one.id: one.binding.visit for one in going.opened.values()}
    for posted in [one for one in going.posted if one.status == "held"]:
        effect = posted.effect
        if not isinstance(effect, Send):
            continue
        if effect.keep or current.get(posted.binding_id) == effect.visit:
            going.keep(posted, posted._replace(status="pending"))
        else:
            going.take(posted)
            going.entries.append(SendEntry(effect, posted.binding_id, "void", LEFT_MEANWHILE, going.now))
