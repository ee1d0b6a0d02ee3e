"""What differs in two lists of actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.action_words import says
from flows.actions.action import Action
from flows.codec import part_as_json
from flows.diffing.difference import canonical, differing
from flows.diffing.pairing import pair
from flows.diffing.plain import instead, value_shown


def action_changes(when: str, old: Sequence[Action], new: Sequence[Action]) -> Iterator[str]:
    """What is done now and wasn't, in a sentence that begins with `when`; nothing where nothing can be told."""
    pairs = pair(old, new, (_whole, _message, lambda one: one.type))
    also = "also " if len(pairs.gone) < len(old) else ""
    come = [f"{also}{says(new[index])}" for index in pairs.come]
    come += [_other(old[i], new[j]) for i, j in pairs.both if _whole(old[i]) != _whole(new[j])]
    gone = [says(old[index]) for index in pairs.gone]
    told = [f"now {', '.join(come)}"] * bool(come) + [f"no longer {', '.join(gone)}"] * bool(gone)
    if told:
        yield f"{when}, it {' and '.join(told)}."
    elif [i for i, _ in pairs.both] != sorted(i for i, _ in pairs.both):
        yield f"{when}, it does the same in another order: {', '.join(map(says, new))}."


def _whole(action: Action) -> str:
    return canonical(part_as_json(action))


def _message(action: Action) -> str | None:
    """Two sends of one message are the same send."""
    message = getattr(action, "message", None)
    return None if message is None else f"{action.type} {message}"


def _other(old: Action, new: Action) -> str:
    was, now = says(old), says(new)
    if was != now:
        return instead(now, was) if was.split()[0] == now.split()[0] else f"{now} (before: {was})"
    # With defaults: `channel` is “same” where nothing is written.
    before, after = (one.model_dump(mode="json", by_alias=True) for one in (old, new))
    changed = [
        f"{key} {value_shown(after.get(key))} instead of {value_shown(before.get(key))}"
        for key in differing(before, after)
    ]
    return f"{now} with {', '.join(changed)}"
