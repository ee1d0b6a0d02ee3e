"""Words and sizes of parts, remembered as long as the parts live: an edit leaves most parts the same objects."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import TypeVar

from flows.part import FlowPart

Part = TypeVar("Part", bound=FlowPart)
Result = TypeVar("Result")


def kept(work: Callable[[Part], Result]) -> Callable[[Part], Result]:
    """`work`, done once per part. Nobody changes what it gives; the part, being frozen, never does."""
    # By identity: comparing two equal parts would cost more than the work.
    known: dict[int, tuple[weakref.ref[Part], Result]] = {}

    def remembered(part: Part) -> Result:
        key = id(part)
        found = known.get(key)
        if found is None or found[0]() is not part:
            found = known[key] = (weakref.ref(part, lambda _gone: known.pop(key, None)), work(part))
        return found[1]

    return remembered
