"""The editors of what a flow names: intents, messages, data fields, and the flow itself."""

from __future__ import annotations

from nicegui import ui

from studio.panels.bench import Bench


def intents(bench: Bench) -> None:
    ui.label(f"{len(bench.flow.intents)} intents")


def messages(bench: Bench) -> None:
    ui.label(f"{len(bench.flow.messages)} messages")


def data_fields(bench: Bench) -> None:
    ui.label(f"{len(bench.flow.data)} data fields")


def flow_settings(bench: Bench) -> None:
    ui.label(bench.flow.name)
