"""The inspector's controls: inputs that wait until somebody has finished typing, and choices that can be added to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import events, ui
from nicegui.elements.mixins.validation_element import ValidationElement

from flows.words import readable
from studio.at_once import Menu
from studio.panels.inspector.selects import Select, Ticks, hear_when_left
from studio.panels.inspector.suggestions import Options
from studio.panels.inspector.wording import Look

DEBOUNCE_MS = 450
# Lists don't fade: once such a one is gone, the field entered meanwhile calls back a keyboard that has moved on.
_AT_ONCE = "transition-duration=0"
_SELECT = f"outlined dense options-dense {_AT_ONCE}"


def complaining(control: ValidationElement[Any]) -> Callable[[str], None]:
    """How to say under a control what is wrong with what it holds."""

    def complain(sentence: str) -> None:
        if not control.is_deleted:
            control.error = _capital(sentence) or None

    return complain


def complaint_line() -> Callable[[str], None]:
    """A line for what is wrong with a form as a whole."""
    line = ui.label().classes("complaint").props("role=status")

    def complain(sentence: str) -> None:
        if not line.is_deleted:
            line.text = _capital(sentence)

    return complain


def text_input(
    label: str,
    value: str,
    changed: Callable[[str], None],
    *,
    hint: str = "",
    lines: int = 1,
    wait_ms: int = DEBOUNCE_MS,
    disabled: bool = False,
) -> ui.input | ui.textarea:
    """A text on one line, or on as many as it needs; heard after `wait_ms` without a key, and when it is left."""

    def heard(event: events.ValueChangeEventArguments[str | None]) -> None:
        changed(event.value or "")

    control: ui.input | ui.textarea
    if lines > 1:
        control = ui.textarea(label=label or None, value=value, on_change=heard).props("autogrow")
    else:
        control = ui.input(label=label or None, value=value, on_change=heard)
    control.props(f"outlined dense debounce={wait_ms}").classes("full").without_auto_validation()
    _hint(control, hint)
    control.set_enabled(not disabled)
    return control


def pick(
    label: str,
    options: Options,
    value: str | None,
    changed: Callable[[str | None], None],
    *,
    hint: str = "",
    clearable: bool = False,
    disabled: bool = False,
) -> ui.select:
    """One of the options; what is stored stays among them, whether or not it still exists."""
    options = _with(options, [value])

    def heard(event: events.ValueChangeEventArguments[Any]) -> None:
        changed(event.value)

    control = Select(options, label=label or None, value=value, on_change=heard, with_input=len(options) > 8)
    control.props(_SELECT).classes("full").without_auto_validation()
    control.props["clearable"] = clearable
    _hint(control, hint)
    control.set_enabled(not disabled)
    return control


def name_input(
    label: str,
    options: Options,
    value: str | None,
    changed: Callable[[str | None], None],
    *,
    hint: str = "",
    disabled: bool = False,
) -> ui.select:
    """One of the options, or a new name: typed and left, it counts, without a key to confirm it."""

    def key_of(typed: str) -> str:
        return known_as(typed, offered(control)) or identifier(typed)

    def heard(event: events.ValueChangeEventArguments[Any]) -> None:
        changed(event.value)

    def left(typed: str) -> None:
        if typed and typed != offered(control).get(control.value):
            key = key_of(typed)
            control.set_options({**offered(control), key: offered(control).get(key, typed)}, value=key)
        elif not typed and control.value is not None:
            control.value = None

    control = Select(
        _with(options, [value]), label=label or None, value=value, on_change=heard, new_value_mode="add",
        key_generator=key_of,
    )  # fmt: skip
    # What was typed counts, not the option that the list happens to stand at.
    control.props(f"{_SELECT} disable-tab-selection").classes("full").without_auto_validation()
    hear_when_left(control, left)
    _hint(control, hint)
    control.set_enabled(not disabled)
    return control


def several(
    label: str,
    options: Options,
    values: Sequence[str],
    changed: Callable[[list[str]], None],
    *,
    hint: str = "",
    new: bool = False,
    disabled: bool = False,
) -> ui.select:
    """Several of the options in the order they were chosen in; with `new`, other names as well."""

    def heard(event: events.ValueChangeEventArguments[Any]) -> None:
        changed(list(event.value))
        if new or control.value != event.value:
            control.update()  # there is another option now, or it wasn't taken as it was chosen

    def left(typed: str) -> None:
        if typed and typed not in control.value:
            control.set_options({**offered(control), typed: typed}, value=[*control.value, typed])

    control = Ticks(
        _with(options, values), label=label or None, value=list(values), multiple=True, on_change=heard,
        new_value_mode="add" if new else None, key_generator=str.strip if new else None,
    )  # fmt: skip
    if new:
        hear_when_left(control, left)
    control.props(f"{_SELECT} use-chips").classes("full chips").without_auto_validation()
    _hint(control, hint)
    control.set_enabled(not disabled)
    return control


def offered(control: ui.select) -> Options:
    """What a select offers now."""
    return dict(control.options) if isinstance(control.options, dict) else {}


def offer(control: ui.select, options: Options) -> None:
    """Let a select offer these instead; what is chosen stays among them, and an open list open."""
    chosen = control.value if isinstance(control.value, list) else [control.value]
    _offer(control, _with(options, chosen))


def choose(control: ui.select, value: str | Sequence[str] | None) -> None:
    """Show that this is chosen now, as somebody else did it."""
    chosen = [value] if value is None or isinstance(value, str) else list(value)
    _offer(control, _with(offered(control), chosen))
    shown = value if value is None or isinstance(value, str) else list(value)
    if control.value != shown:
        control.value = shown


def _offer(control: ui.select, options: Options) -> None:
    if list(options.items()) != list(offered(control).items()):
        control.set_options(options)


def icon_button(icon: str, words: str, clicked: Callable[[], Any], *, disabled: bool = False) -> ui.button:
    """A small button that says what it does to who points at it, or can't see it."""
    button = ui.button(icon=icon, on_click=lambda: clicked(), color=None)
    button.props("flat round dense size=sm").classes("quiet")
    button.props["aria-label"] = words
    button.set_enabled(not disabled)
    with button:
        ui.tooltip(words)
    return button


def add_button(words: str, clicked: Callable[[], Any] | None = None) -> ui.button:
    """“+ Add …”, below a list."""
    button = ui.button(words, icon="add", on_click=None if clicked is None else lambda: clicked(), color=None)
    return button.props("flat dense no-caps align=left").classes("add")


def menu(looks: Mapping[str, Look], picked: Callable[[str], None]) -> ui.menu:
    """What can be chosen, with an icon and a line that explains it; stands inside what opens it."""
    place = 'max-height="480px" anchor="bottom left" self="top left"'
    with Menu().props(place).classes("choices") as opened:
        for key, look in looks.items():
            choice = ui.element("q-item").props("clickable").classes("choice").mark(f"choice-{key}")
            with choice.on("click", lambda key=key: picked(key)):
                ui.icon(look.icon).classes(f"tone-{look.tone}" if look.tone else "muted")
                with ui.element("div").classes("choice-words"):
                    ui.label(look.title).classes("strong")
                    ui.label(look.explanation).classes("muted small")
    return opened


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def identifier(typed: str) -> str:
    """What a new name is stored as: words become one, `Payment received` is `payment_received`."""
    words = typed.strip()
    return re.sub(r"\W+", "_", words.lower()).strip("_") if " " in words else words


def known_as(typed: str, options: Options) -> str | None:
    """Which option somebody means who writes its key or what it is called: `Amount` is `amount`, “Amount · number”."""
    wanted = typed.strip().casefold()
    for key, label in options.items():
        if wanted in (
            key.casefold(),
            readable(key).casefold(),
            label.casefold(),
            label.partition(" · ")[0].casefold(),
        ):
            return key
    return None


def _with(options: Options, values: Sequence[str | None]) -> Options:
    missing = {value: readable(value).capitalize() for value in values if value and value not in options}
    return {**options, **missing}


def _hint(control: ValidationElement[Any], hint: str) -> None:
    if hint:
        control.props["hint"] = hint
        control.props["hide-hint"] = True
