"""Selects for hands that are faster than the line to the studio: what they chose is what is heard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import events, ui

from studio.at_once import keep_in_browser, props_of

GONE = object()
"""An option that isn't offered any more."""


class Select(ui.select):
    """A select whose options are heard by their words: what is offered may change while a choice is on its way."""

    def _event_args_to_value(self, e: events.GenericEventArguments) -> Any:
        # NiceGUI's page names an option by its place, and sends along what stood there.
        several = isinstance(e.args, list)
        args = [self._placed(one) for one in (e.args if several else [e.args])]
        there = [one for one in args if one is not GONE]
        if len(there) < len(args):
            self.update()  # the page shows what can't be chosen any more
            if not several:
                return self.value
        placed = there if several else there[0]
        return super()._event_args_to_value(
            events.GenericEventArguments(sender=e.sender, client=e.client, args=placed)
        )

    def _placed(self, chosen: Any) -> Any:
        """A chosen option, at the place where it stands now; GONE where it stands nowhere."""
        if not isinstance(chosen, dict):
            return chosen  # a new one, or none
        place, words = chosen["value"], chosen["label"]
        if self._labels[place : place + 1] == [words]:
            return chosen
        return {**chosen, "value": self._labels.index(words)} if words in self._labels else GONE


class Ticks(Select):
    """A select of several that keeps its own state: one tick is there for the next before the studio has answered."""

    LOOPBACK = False

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        keep_in_browser(self)


def hear_when_left(select: Select, heard: Callable[[str], None]) -> None:
    """Tell what stands in the field once it is left, without blanks around it.

    One that holds a single name shows that at once: whoever comes back finds it, and leaves it as it is.
    """
    stored = f"{props_of(select)}['{select.VALUE_PROP}']"
    shows = "" if select.multiple else f"{stored} = typed || null;"
    select.on(
        "blur",
        lambda event: heard(str(event.args or "")),
        js_handler=f"""(event) => {{
            const typed = event.target.value.trim();
            const shown = {stored};
            if (typed !== (shown?.label ?? shown ?? "")) {{ {shows} }}
            emit(typed);
        }}""",
    )
