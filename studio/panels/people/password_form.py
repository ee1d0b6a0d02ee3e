"""One's password: a plain form, answered over HTTP, so that what is typed never goes by the socket."""

from __future__ import annotations

from nicegui import ui

from studio.forms import FIELD

RULES = "At least 12 characters, and nothing that is easy to guess: several words that don't belong together are good."
LONGEST = 256


def password_form(name: str, token: str, *, has_one: bool) -> None:
    """Build it here, for the user of this name; `token` is the form's, see `studio.forms`."""
    with ui.element("form").props("method=post action=/account/password").classes("password-form"):
        hidden = ui.element("input").props("type=hidden")
        hidden.props["name"], hidden.props["value"] = FIELD, token
        # Programs that keep passwords want to know whose it is.
        whose = ui.element("input").props("type=text name=name autocomplete=username hidden readonly")
        whose.props["value"] = name
        if has_one:
            _field("Your password now", "old", "current-password", 1)
        _field("New password", "new", "new-password", 12)
        ui.label(RULES).classes("muted small")
        _field("The same again", "again", "new-password", 12)
        ui.button("Change password" if has_one else "Set password").props(
            "type=submit unelevated no-caps"
        ).classes("main")


def _field(label: str, name: str, purpose: str, shortest: int) -> None:
    with ui.element("label").classes("plain-field"):
        ui.label(label).classes("small")
        ui.element("input").props(
            f"type=password name={name} autocomplete={purpose} minlength={shortest} maxlength={LONGEST} required"
        )
