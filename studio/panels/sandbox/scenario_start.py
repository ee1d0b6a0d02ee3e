"""How a scenario begins: when, where, with whom and with what data."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from nicegui import ui

from flows.model import Flow
from flows.scenario_model import ScenarioStart
from flows.world.play import instant
from flows.world.world import MONDAY
from studio.panels.sandbox.channels import channel_rows
from studio.panels.sandbox.moments import as_entered, place_words, read_entered, zone_of
from studio.panels.sandbox.scenario_words import read_values, values_text
from studio.panels.sandbox.value_inputs import ValueInputs


class StartForm:
    """The form, built here; `read` gives what was entered."""

    def __init__(self, flow: Flow, start: ScenarioStart, enabled: bool) -> None:
        self._start = start
        self._zone: ZoneInfo = zone_of(flow)
        self._beyond = {name: value for name, value in start.data.items() if name not in flow.data}
        """Values of fields that are gone: kept until somebody takes them out."""
        begins = MONDAY if start.at is None else instant(start.at)
        self._shown = as_entered(begins, self._zone)
        with ui.element("div").classes("step-fields"):
            self._at = ui.input(label=f"Begins ({place_words(self._zone)})", value=self._shown)
            self._at.props("outlined dense type=datetime-local stack-label").without_auto_validation()
            channels = {row["id"]: row["words"] for row in channel_rows()} | {start.channel: start.channel}
            channels |= {row["id"]: row["words"] for row in channel_rows()}
            self._channel = ui.select(channels, label="Channel", value=start.channel).props(
                "outlined dense options-dense"
            )
            self._automatic = ui.switch("Sends and calls succeed by themselves", value=start.auto_results)
            self._contact = ui.textarea(label="Contact: name = value", value=values_text(start.contact))
            self._contact.props("outlined dense autogrow rows=1").without_auto_validation()
        with ui.element("div").classes("step-fields"):
            self._data = ValueInputs(flow.data, start.data, self._zone)
            if self._beyond:
                self._old = ui.textarea(
                    label="Fields that the flow doesn't have", value=values_text(self._beyond)
                )
                self._old.props("outlined dense autogrow rows=1").without_auto_validation()
        if not enabled:
            for control in (self._at, self._channel, self._automatic, self._contact):
                control.disable()

    def read(self) -> ScenarioStart | None:
        """The start as it was entered; None: the form says what doesn't fit."""
        data = self._data.read()
        try:
            at = self._moment()
            contact = read_values(self._contact.value or "")
            beyond = read_values(self._old.value or "") if self._beyond else {}
        except ValueError as error:
            ui.notify(str(error), type="warning")
            return None
        if data is None:
            return None
        entered = {**beyond, **data}
        # In the order that is stored, so that nothing changes where nothing was changed.
        order = [*(name for name in self._start.data if name in entered), *entered]
        return ScenarioStart(
            at=at, channel=self._channel.value, contact=contact, auto_results=self._automatic.value,
            data={name: entered[name] for name in order},
        )  # fmt: skip

    def _moment(self) -> str | None:
        """As it stands in the file where it is the same moment still."""
        entered = self._at.value or ""
        if entered == self._shown:
            return self._start.at
        try:
            at: datetime = read_entered(entered, self._zone)
        except ValueError as error:
            raise ValueError("Give a date and a time to begin at.") from error
        return at.astimezone(self._zone).isoformat()
