"""`language.md` held to what it says: the tests it names exist, and every word of the language has its sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from flows.actions.registry import actions
from flows.changes import KINDS
from flows.findings import CODES
from flows.formats import FILTERS
from flows.guard_model import ROOTS, Clause, Op
from flows.model import Ask, DataField, FieldType, Flow, Intent, Message, State, Transition, Unmatched
from flows.part import FlowPart, Timer
from flows.scenario_model import Expect, ScenarioStart, Step

HERE = Path(__file__).parent
TESTS = HERE.parent

Section = Mapping[str, tuple[str, ...]]
"""Sentence → the tests that show it."""


def sections() -> Mapping[str, Section]:
    """Heading → its sentences."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    here: dict[str, tuple[str, ...]] = {}
    sentence = ""
    for line in (HERE / "language.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            here = found.setdefault(line.removeprefix("## "), {})
        elif line.startswith("- "):
            sentence = line.removeprefix("- ")
            here[sentence] = ()
        elif line.startswith("  - "):
            here[sentence] = (*here[sentence], line.removeprefix("  - "))
    return found


LANGUAGE = sections()


@cache
def written_in(module: str) -> frozenset[str]:
    """The tests of every file of that name."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in TESTS.rglob(f"{module}.py"))
    functions = (node for tree in trees for node in tree.body)
    return frozenset(
        node.name for node in functions if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


@pytest.mark.parametrize("name", LANGUAGE)
def test_each_sentence_is_shown_by_tests_that_exist(name: str) -> None:
    assert LANGUAGE[name]
    for sentence, shown_by in LANGUAGE[name].items():
        assert shown_by, sentence
        for node in shown_by:
            module, _, test = node.partition("::")
            assert test in written_in(module), f"{node}, which shows: {sentence}"


def keys(*parts: type[FlowPart]) -> Iterable[str]:
    return (field.alias or name for part in parts for name, field in part.model_fields.items())


WORDS: dict[str, Iterable[str]] = {
    "A file": keys(Flow, Transition, Intent, Message),
    "Context changes": KINDS,
    "decide": keys(Unmatched),
    "States": keys(State, Ask),
    "Triggers": (*KINDS, "always", *keys(Timer)),
    "Guards": (*keys(Clause), *get_args(Op), *ROOTS, "now", "all", "any", "not"),
    "Templates and data": (*FILTERS, *get_args(FieldType), *keys(DataField)),
    "Actions": actions(),
    "Findings": CODES,
    "Scenarios": (*Step.KINDS, *keys(Expect, ScenarioStart)),
}
"""Section → what the code has a word for: who adds one says here what it means, and shows it by a test."""
SAID_BY_OTHERS = {
    "Templates and data": {"type"},  # the sentence that lists the types
    "decide": {"message"},  # it is the block's answer
}


@pytest.mark.parametrize("name", WORDS)
def test_every_word_of_the_language_stands_in_a_sentence(name: str) -> None:
    said = set(re.findall(r"`([^`]+)`", "\n".join(LANGUAGE[name])))
    assert set(WORDS[name]) - said - SAID_BY_OTHERS.get(name, set()) == set()
