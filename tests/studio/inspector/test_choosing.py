"""What is heard of a choice that was on its way while others changed what is offered."""

from __future__ import annotations

from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User
from nicegui.testing.user_interaction import UserInteraction

from studio.panels.inspector.controls import offer, pick, several

FRUITS = {name: name.capitalize() for name in ("apple", "pear", "plum")}


def chosen(select: ui.select, name: str) -> dict[str, Any]:
    """What the browser says of an option of its list."""
    return {"value": list(FRUITS).index(name), "label": FRUITS[name]}


@pytest.mark.parametrize("left", [("apple", "plum"), ("apple",)], ids=["another stands there", "none does"])
async def test_what_is_gone_meanwhile_is_not_mistaken_for_what_stands_there_now(
    user: User, left: tuple[str, ...]
) -> None:
    heard: list[Any] = []

    @ui.page("/fruits")
    def fruits() -> None:
        pick("One", FRUITS, "apple", heard.append)
        several("Some", FRUITS, ("apple",), heard.append)

    await user.open("/fruits")
    one, some = sorted(user.find(ui.select).elements, key=lambda select: select.id)
    for select in (one, some):
        offer(select, {name: FRUITS[name] for name in left})
    UserInteraction(user, {one}, None).trigger("update:modelValue", chosen(one, "pear"))
    UserInteraction(user, {some}, None).trigger(
        "update:modelValue", [chosen(some, "apple"), chosen(some, "pear")]
    )
    assert (one.value, some.value, heard) == ("apple", ["apple"], [])
