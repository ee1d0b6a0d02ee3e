"""A form that is filled in faster than it is stored: nothing typed is lost, and no field is replaced."""

from __future__ import annotations

import asyncio

from nicegui.testing import User

from studio.panels.entries import flow_settings
from tests.studio.entries.conftest import Open
from tests.studio.entries.test_panels import control, enter, labelled, until


async def test_a_row_outlives_a_later_edit_elsewhere(user: User, opened: Open) -> None:
    """The panels hear of both edits at once, after the second: until then the form is ahead of what they show."""
    bench = await opened(flow_settings)
    user.find("Add what starts it").click()
    user.find("Add what starts it").click()
    which = control(user, "Which", 1)
    enter(user, "Which", "invoice_paid", 1)
    await until(lambda: len(bench.flow.starts) == 2)
    await bench.do({"op": "rename_state", "state": "overdue", "title": "Too late"})
    await until(lambda: not bench.pending)
    assert control(user, "Which", 1) is which
    assert control(user, "Which", 2).value is None, "a row that isn't finished stays, too"
    assert [start.value for start in bench.flow.starts] == ["invoice_due", "invoice_paid"]


async def test_a_condition_written_on_while_it_is_stored_keeps_its_row(user: User, opened: Open) -> None:
    bench = await opened(flow_settings)
    user.find("Add a condition").click()
    enter(user, "Look at", "data.amount")
    [value] = labelled(user, "Value")
    for typed in ("1", "10", "100"):
        with user:
            value.value = typed
        await asyncio.sleep(0)  # it is on its way
    await until(lambda: "100" in str(bench.flow.starts[0].when))
    await until(lambda: not bench.pending)
    await user.should_see("Starts when “invoice due” arrives, if amount is 100.")
    assert labelled(user, "Value") == [value]


async def test_what_is_said_and_what_is_done_then_are_both_stored(user: User, opened: Open) -> None:
    """Two forms that fill in one answer, faster than it is stored."""
    bench = await opened(flow_settings)
    enter(user, "Times at most", 3)
    user.find(marker="choice-ask_again").click()
    enter(user, "Say", "reminder")
    await until(lambda: bench.flow.unmatched is not None and bench.flow.unmatched.message == "reminder")
    assert bench.flow.unmatched is not None
    assert bench.flow.unmatched.tries == 3
    assert bench.flow.unmatched.then[-1].type == "ask_again"
