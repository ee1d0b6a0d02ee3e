"""Every registered action can be filled in, and what a form stores is what the model reads."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import BaseModel

from flows import codec
from flows.actions.registry import actions
from flows.findings import places
from flows.model import Flow
from studio.panels.inspector.action_forms import FORMS, FieldKind, form_of, offered
from studio.panels.inspector.controls import known_as
from studio.panels.inspector.fields import DRAW
from studio.panels.inspector.filling import Filling, as_raw
from tests.flows.shipped import FLOWS

PAYMENT = FLOWS["payment_collection"]
BLANK = codec.load("schema: converse.flow/v1\nprocess_type: blank\nstates: [open]\ninitial_state: open\n")


@pytest.mark.parametrize("name", sorted(actions()))
def test_every_action_has_a_form_for_all_it_holds(name: str) -> None:
    assert name in FORMS, f"{name} needs a form: add it to FORMS in studio/panels/inspector/action_forms.py"
    filled = [key for field in FORMS[name].fields for key in field.keys]
    assert sorted(filled) == sorted(set(actions()[name].model_fields) - {"type"})
    assert FORMS[name].look.explanation


def test_every_kind_of_field_is_drawn() -> None:
    assert set(DRAW) == set(get_args(FieldKind))


@pytest.mark.parametrize("name", sorted(FORMS))
@pytest.mark.parametrize("flow", [PAYMENT, BLANK], ids=["payment", "blank"])
def test_a_new_one_lacks_only_what_its_form_asks_for(name: str, flow: Flow) -> None:
    filling = Filling(actions()[name], {"type": name, **FORMS[name].begins(flow)}, flow, lambda _part: None)
    needed = any(field.needed for field in FORMS[name].fields) or name == "tag"
    assert needed or filling.problem == ""


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_every_action_of_the_shipped_flows_survives_its_form(name: str) -> None:
    flow = FLOWS[name]
    for _, action in places.actions(flow):
        read: list[BaseModel] = []
        Filling(actions()[action.type], as_raw(action), flow, read.append).check()
        assert read == [action]


def test_the_menu_offers_them_in_the_tables_order() -> None:
    assert list(offered())[: len(FORMS)] == list(FORMS)


def test_an_action_of_a_package_gets_a_form_from_its_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(FORMS, "update_backend")
    form = form_of("update_backend")
    assert form.look.title == "Update backend"
    assert [(field.key, field.needed) for field in form.fields] == [("operation", True), ("arguments", False)]


class Kept:
    """A form's last whole part, and the sentences under its fields."""

    def __init__(self, action_type: str, raw: dict[str, object]) -> None:
        self.part: BaseModel | None = None
        self.said: dict[str, str] = {}
        self.filling = Filling(actions()[action_type], {"type": action_type, **raw}, PAYMENT, self._keep)

    def _keep(self, part: BaseModel) -> None:
        self.part = part

    def watch(self, key: str) -> None:
        self.filling.show_at(key, lambda sentence: self.said.__setitem__(key, sentence))


def test_only_what_is_whole_is_handed_on() -> None:
    form = Kept("update_backend", {})
    form.watch("operation")
    form.filling.check(quietly=True)
    assert (form.part, form.said) == (None, {"operation": ""}), "nobody is told off before they typed"
    form.filling.put(["operation"], {})
    assert (form.part, form.said) == (None, {"operation": "This is needed."})
    form.filling.put(["operation"], {"operation": "cancel"})
    assert form.part is not None
    assert form.said == {"operation": ""}


def test_what_means_nothing_is_said_and_not_stored() -> None:
    form = Kept("schedule_check", {"after": "2d"})
    form.watch("after")
    form.filling.refuse("after", "Write how long.")
    form.filling.put(["value"], {"value": "nudge"})
    assert (form.part, form.said) == (None, {"after": "Write how long."})
    form.filling.put(["after"], {"after": "3d"})
    assert form.part == actions()["schedule_check"].model_validate(
        {"type": "schedule_check", "after": "3d", "value": "nudge"}
    )


def test_a_broken_text_is_explained_where_it_stands() -> None:
    form = Kept("send_message", {"text": "Hi"})
    form.watch("text")
    form.filling.put(["text"], {"text": "Hi {{ contact.name"})
    assert form.part is None
    assert form.said["text"].endswith(".")


@pytest.mark.parametrize("typed", ["Due date", "due date", " due_date ", "DUE_DATE", "Due date · date"])
def test_what_is_typed_is_the_option_it_names(typed: str) -> None:
    options = {"amount": "Amount · number", "due_date": "Due date · date"}
    assert known_as(typed, options) == "due_date"
    assert known_as("Due dates", options) is None
