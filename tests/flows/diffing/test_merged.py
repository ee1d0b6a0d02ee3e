"""Two flows on one map: everything of the newer one, and what is gone."""

from __future__ import annotations

from flows.diff import diff
from flows.diffing.merged import Marked, merged
from tests.flows.build import after, flow, on

OLD = flow(
    on("event paid", "open", "done", id="pay"),
    on(after("5d"), "open", "late", id="wait"),
    on("event written_off", "late", "lost", id="give_up"),
    states=["open", "late", {"id": "lost", "title": "Written off"}, "done"],
    terminal_states=["lost", "done"],
)
NEW = flow(
    on("event paid", "open", "done", id="pay"),
    on(after("3d"), "open", "late", id="wait"),
    on("intent promise", "late", "promised", id="promise"),
    states=["open", "late", "promised", "done"],
    terminal_states=["done"],
)


def test_what_is_new_gone_and_different_is_on_one_map() -> None:
    found = merged(OLD, NEW, diff(OLD, NEW))
    assert [state.name for state in found.flow.states] == ["Open", "Late", "Promised", "Done", "Written off"]
    assert found.flow.terminal_states == ("done", "lost")
    assert found.added == Marked(("promised",), ("promise",))
    assert found.removed == Marked(("lost",), ("give_up",))
    assert found.changed == Marked((), ("wait",))


def test_what_is_gone_gives_way_to_what_has_its_id() -> None:
    other = flow(on("event cancelled", "late", "open", id="give_up"), on("event x", "open", "done"))
    again = flow(on("event cancelled", "late", "open", id="give_up"), states=["open", "late"])
    found = merged(OLD, other, diff(OLD, other))
    ids = [one.id for one in found.flow.transitions]
    assert len(ids) == len(set(ids))
    assert merged(again, again, diff(again, again)).removed == Marked((), ())
