"""What is remembered of a part goes with the part."""

from __future__ import annotations

from flows.model import State
from studio.kept import kept


def test_work_is_done_once_for_each_part() -> None:
    done: list[State] = []

    @kept
    def title(state: State) -> str:
        done.append(state)
        return state.title

    one, same = State(id="late", title="Too late"), State(id="late", title="Too late")
    assert [title(one), title(one), title(same)] == ["Too late"] * 3
    assert [id(state) for state in done] == [id(one), id(same)]


def test_nothing_is_kept_of_a_part_that_is_gone() -> None:
    @kept
    def name(state: State) -> str:
        return state.name

    # New parts soon stand where those before stood in memory.
    assert [name(State(id=f"s{number}")) for number in range(100)] == [f"S{number}" for number in range(100)]
