"""Which entry of one list is which of another: by several keys, the surest first."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")


class Pairs(NamedTuple):
    """Indices into two lists."""

    both: tuple[tuple[int, int], ...]
    """In the newer list's order."""
    gone: tuple[int, ...]
    come: tuple[int, ...]


def pair(
    old: Sequence[Item], new: Sequence[Item], keys: Sequence[Callable[[Item], Hashable | None]]
) -> Pairs:
    """Entries with the same key belong together, each to one other; a key that is None belongs to nothing."""
    left, right = dict.fromkeys(range(len(old))), dict.fromkeys(range(len(new)))
    both: list[tuple[int, int]] = []
    for key in keys:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for index in reversed(left):
            if (value := key(old[index])) is not None:
                waiting[value].append(index)
        for index in list(right):
            if (value := key(new[index])) is not None and waiting.get(value):
                both.append((match := waiting[value].pop(), index))
                del left[match], right[index]
    return Pairs(tuple(sorted(both, key=lambda two: two[1])), tuple(left), tuple(right))


def moved(pairs: Pairs) -> list[int]:
    """The fewest entries of the newer list that had to be moved for its order, by index."""
    # Patience: the longest rising run of old indices stays where it is.
    ends: list[int] = []
    tops: list[int] = []
    before: list[int | None] = []
    for position, (old, _) in enumerate(pairs.both):
        length = bisect_left(ends, old)
        before.append(tops[length - 1] if length else None)
        ends[length : length + 1] = [old]
        tops[length : length + 1] = [position]
    stays: set[int] = set()
    at = tops[-1] if tops else None
    while at is not None:
        stays.add(at)
        at = before[at]
    return [new for position, (_, new) in enumerate(pairs.both) if position not in stays]
