"""How long nobody may have said anything, over ways that begin in any state and ways that go round."""

from __future__ import annotations

from typing import Any

import pytest

from flows.actions.says import Says
from flows.findings.silence import Silence
from tests.flows.build import after, flow, on

HELLO = on("action outreach_sent", "told", None, id="hello")
ASKED = on("intent more", "*", "told", id="asked")


@pytest.mark.parametrize(
    ("ways", "is_long"),
    [
        ([ASKED], False),
        ([ASKED, on(after("23h"), "told", "told")], True),
        ([ASKED, on(after("23h"), "told", "late")], False),
        ([ASKED, on(after("23h"), "*", "late"), on("action tried", "late", "told")], True),
        ([ASKED, on(after("23h"), "told", "late"), on("action tried", "*", "told")], True),
        ([ASKED, on(after("23h"), "told", "late"), on("event seen", "*", "done")], False),
        ([ASKED, on("event seen", "*", "told")], True),
        ([on("action tried", "*", "told"), on("always", "told", "late")], False),
    ],
)
def test_a_silence_lasts_over_all_that_no_customer_brings_about(
    ways: list[dict[str, Any]], is_long: bool
) -> None:
    begun = flow(
        on("intent hi", "new", "told"), *ways, HELLO, states=["new", "told", "late", "done"],
        terminal_states=["done"], starts=[{"type": "intent", "value": "hi"}],
    )  # fmt: skip
    hello = [one.id for one in begun.transitions].index("hello")
    assert Silence(begun).is_long(("transitions", hello, "actions", 0), Says(text="Hello")) is is_long
