"""Which channels there are: the built-in ones, then those that installed packages plug in as `converse.channels`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points

from runtime.channels.base import Adapter
from runtime.channels.chat.adapter import ChatAdapter
from runtime.errors import SettingsError

BUILT_IN: tuple[type[Adapter], ...] = (ChatAdapter,)
GROUP = "converse.channels"


@cache
def adapters() -> Mapping[str, Adapter]:
    """Every channel by its name. Raises SettingsError when two share one."""
    found: dict[str, Adapter] = {}
    for kind in (*BUILT_IN, *(point.load() for point in entry_points(group=GROUP))):
        adapter = kind()
        if adapter.name in found:
            raise SettingsError(f"Two channels are called “{adapter.name}”.")
        found[adapter.name] = adapter
    return found
