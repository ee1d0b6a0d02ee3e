"""The run's steps and messages as their elements draw them, and what of them is new. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple, TypeVar, assert_never

from flows.world import happenings as h
from studio.services.sandbox.model import Fate, MessageRow, Run, Step
from studio.words import day, hour, moment

Row = dict[str, Any]
Thing = TypeVar("Thing")


class News(NamedTuple):
    """What turns one list into another: its first `keep` stay, then these follow."""

    keep: int
    things: tuple[Any, ...]


def news(before: Sequence[Thing], after: Sequence[Thing]) -> News:
    """How to bring what is shown up to date, without sending what is."""
    keep = 0
    for old, new in zip(before, after, strict=False):
        if old is not new and old != new:
            break
        keep += 1
    return News(keep, tuple(after[keep:]))


def icon_of(happening: h.Happening | None) -> tuple[str, str]:
    """The icon of a happening, and the kind of trigger whose colour it wears."""
    match happening:
        case None:
            return "play_arrow", "always"
        case h.Say() | h.Press() | h.Hear() | h.SwitchChannel():
            return _by_customer(happening), "intent"
        case h.Event():
            return "bolt", "event"
        case h.Outcome() | h.Settle() | h.FailNextSend():
            return "task_alt", "action"
        case h.Wait() | h.WaitForNext():
            return "schedule", "timeout"
        case h.Manual() | h.GoTo() | h.TakeOver() | h.Release() | h.Write():
            return "support_agent", "manual"
        case _:
            assert_never(happening)


def _by_customer(happening: h.Say | h.Press | h.Hear | h.SwitchChannel) -> str:
    match happening:
        case h.Say():
            return "chat_bubble_outline"
        case h.Press():
            return "touch_app"
        case h.Hear():
            return "hearing"
        case h.SwitchChannel():
            return "swap_horiz"
        case _:
            assert_never(happening)


def step_row(step: Step, state_of: Callable[[str, str], str], zone: tzinfo) -> Row:
    """A step on the timeline. `state_of` gives a state's name by process type and id."""
    icon, kind = icon_of(step.happening)
    moved = [
        state_of(row.process_type, row.to_state)
        for row in step.told
        if row.from_state != row.to_state or row.outcome == "started"
    ]
    return {
        "id": step.id, "icon": icon, "kind": kind, "words": step.words, "time": moment(step.at, zone),
        "led": moved[-1] if moved else "", "problem": step.problems[0] if step.problems else "",
    }  # fmt: skip


_FATES: dict[Fate, str] = {
    "sent": "", "waiting": "Waits for its result", "planned": "Planned for", "held": "Held", "postponed": "Postponed",
    "failed": "Not delivered", "void": "Not sent",
}  # fmt: skip


def message_row(row: MessageRow, zone: tzinfo) -> Row:
    """A message as the customer sees it, or would."""
    fate = _FATES[row.fate]
    if row.fate == "planned":
        fate = f"{fate} {moment(row.at, zone)}"
    return {
        "key": row.key, "sender": row.sender, "channel": row.channel, "text": row.speech or row.text,
        "subject": row.subject or "", "template": row.template or "", "buttons": [title for title, _ in row.buttons],
        "fate": row.fate, "fate_words": fate, "why": row.why, "hour": hour(row.at, zone), "day": day(row.at, zone),
    }  # fmt: skip


def spoken(run: Run, before: Run) -> str:
    """What happened last, for who can't see it: the step, what came of it, what was sent."""
    step = run.step
    if any(one.id == step.id for one in before.line) and run.line[0] is before.line[0]:
        return f"You are at step {run.line.index(step) + 1} again: {step.words}."
    told = [row.words for row in step.told if row.outcome not in ("no_candidate", "late", "terminal")]
    sent = [
        f"They get: {row.text}" for row in step.messages if row.sender != "customer" and row.fate == "sent"
    ]
    return " ".join([f"{step.words}.", *told, *sent, *step.problems])
