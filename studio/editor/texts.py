"""The flow as a text, and as a document: a whole other one becomes the commands that lead there."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from typing import Any, get_args

from flows import codec
from flows.errors import FlowTextError
from flows.model import Flow
from studio.editor import ops
from studio.editor.commands import Many, Move, Put, Set, Single
from studio.editor.gesture import Gesture
from studio.editor.parts import (
    LAYOUT,
    LISTS,
    SETTINGS,
    Kind,
    Parts,
    as_json,
    parts_of,
    setting,
    setting_as_json,
)
from studio.errors import EditRefused, TextRefused


def replace_text(flow: Flow, op: ops.ReplaceText) -> Gesture:
    """Raises TextRefused with every problem at its line."""
    try:
        other = codec.draft(codec.load(op.yaml, accept_edit=True))
    except FlowTextError as error:
        raise TextRefused(error) from error
    return Gesture(changes(flow, other), "Edit the YAML")


def mend(flow: Flow, op: ops.Mend) -> Gesture:
    document = copy.deepcopy(codec.as_json(flow))
    try:
        _change(document, op)
        other = codec.from_json(document)
    except FlowTextError as error:
        raise EditRefused(str(error)) from error
    except (KeyError, IndexError, TypeError) as error:
        raise EditRefused("What this would mend isn't there any more.") from error
    return Gesture(changes(flow, other), "Mend a problem")


def changes(flow: Flow, other: Flow) -> Many:
    """What makes `other` of `flow`. Raises EditRefused for another process, or for two parts of one id."""
    if other.process_type != flow.process_type:
        here, there = flow.process_type, other.process_type
        raise EditRefused(
            f"This is the flow “{there}”, and here is “{here}”: import it from the flows' page."
        )
    return Many(commands=(*_parts(flow, other), *_settings(flow, other)))


def _parts(flow: Flow, other: Flow) -> Iterator[Single]:
    for kind in get_args(Kind):
        new = parts_of(other, kind)
        try:
            old = parts_of(flow, kind)
        except EditRefused:  # two of one id, that is what is being mended
            key = next(key for key, listed in LISTS.items() if listed == kind)
            yield Set(key=key, value=setting_as_json(other, key))
            continue
        if list(old.items()) != list(new.items()):
            yield from _replaced(kind, old, new)


def _replaced(kind: Kind, old: Parts, new: Parts) -> Iterator[Single]:
    """From the last to the first, so that what each is put before stands already."""
    reordered = [key for key in old if key in new] != [key for key in new if key in old]
    before = None
    for key, part in reversed(new.items()):
        if old.get(key) != part:
            yield Put(kind=kind, id=key, value=as_json(kind, part), before=before)
        if reordered and key in old:
            yield Move(kind=kind, id=key, before=before)
        before = key
    yield from (Put(kind=kind, id=key) for key in old if key not in new)


def _settings(flow: Flow, other: Flow) -> Iterator[Set]:
    for key in (*SETTINGS, *(f"layout.{name}" for name in LAYOUT)):
        if setting(flow, key) != setting(other, key):
            yield Set(key=key, value=setting_as_json(other, key))


def _change(document: Any, op: ops.Mend) -> None:
    """Set or remove what is at the path; a state that is only its id becomes a mapping on the way."""
    last, place = op.path[-1], document
    for step, following in itertools.pairwise(op.path):
        if isinstance(place, dict) and step not in place and op.action == "set":
            place[step] = {}
        if isinstance(place[step], str) and isinstance(following, str):
            place[step] = {"id": place[step]}
        place = place[step]
    if op.action == "remove":
        del place[last]
    else:
        place[last] = op.value
