"""Where states stand that no author placed: laid out once, then the same for everybody until the studio ends."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from flows.model import Flow
from studio.canvas.places import Place, places

KEPT = 256


class Arrangements:
    """What was laid out so far, by process type."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, dict[str, Place]] = OrderedDict()

    def missing(self, flow: Flow) -> set[str]:
        """The states that nobody placed yet, the author or we."""
        known = self._known.get(flow.process_type, {})
        return {state.id for state in flow.states} - known.keys() - flow.layout.states.keys()

    def of(self, flow: Flow) -> dict[str, Place]:
        """The places known for its states, the author's first."""
        known = {**self._known.get(flow.process_type, {}), **flow.layout.states}
        return {state.id: known[state.id] for state in flow.states if state.id in known}

    async def arrange(self, flow: Flow) -> dict[str, Place]:
        """As `of`, for all states: those that are `missing` are placed, in a thread."""
        missing = self.missing(flow)
        if missing:
            found = await asyncio.to_thread(places, flow, self.of(flow))
            known = self._known.setdefault(flow.process_type, {})
            known.update((state, found[state]) for state in missing)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return self.of(flow)
