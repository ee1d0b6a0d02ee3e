"""Reading YAML: what words mean, where things stand, and what is refused in words a person can act on."""

from __future__ import annotations

from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flows import reader
from flows.errors import FlowTextError
from flows.limits import MAX_BYTES, check_value
from flows.reader import read

WORDS = {
    # text in YAML 1.2, though not in 1.1
    "on": "on",
    "no": "no",
    "yes": "yes",
    "12:30": "12:30",
    "1:30:00": "1:30:00",
    "2026-03-01": "2026-03-01",
    "2026-03-02T09:00:00+01:00": "2026-03-02T09:00:00+01:00",
    "0b11": "0b11",
    "1_000": "1_000",
    "<<": "<<",
    "=": "=",
    # numbers
    "010": 10,
    "-7": -7,
    "+7": 7,
    "0o17": 15,
    "0x1F": 31,
    "120.5": 120.5,
    ".5": 0.5,
    "5.": 5.0,
    "1e3": 1000.0,
    # neither
    "": None,
    "~": None,
    "null": None,
    "NULL": None,
    "nULL": "nULL",
    "true": True,
    "False": False,
    "tRUE": "tRUE",
    "+": "+",
    ".": ".",
    "2d": "2d",
    "1.2.3": "1.2.3",
    '"5"': "5",
    "'true'": "true",
    "!!str 5": "5",
    "! 5": "5",
    '!!int "5"': 5,
    "!!float 5": 5.0,
}


@pytest.fixture(params=["C", "Python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both of PyYAML's parsers: the second stands in where the first isn't built."""
    loader = yaml.CSafeLoader if request.param == "C" else yaml.SafeLoader
    monkeypatch.setattr(reader, "_LOADER", loader)
    return str(request.param)


@pytest.mark.parametrize(("word", "value"), WORDS.items())
def test_a_word_is_what_it_looks_like(word: str, value: object, parser: str) -> None:
    found = read(f"key: {word}\n").value["key"]

    assert (found, type(found)) == (value, type(value))


def test_everything_has_a_line() -> None:
    document = read(
        "title: x\nstates:\n  - a\n  - id: b\n    enter: [{type: tag}]\n"
        "\nmessages:\n  hi:\n    text: |\n      Hello\n"
    )

    assert {path: document.lines[path] for path in document.lines} == {
        (): 1,
        ("title",): 1,
        ("states",): 2,
        ("states", 0): 3,
        ("states", 1): 4,
        ("states", 1, "id"): 4,
        ("states", 1, "enter"): 5,
        ("states", 1, "enter", 0): 5,
        ("states", 1, "enter", 0, "type"): 5,
        ("messages",): 7,
        ("messages", "hi"): 8,
        ("messages", "hi", "text"): 9,
    }
    assert document.lines.nearest(("states", 1, "ask", "into")) == 4
    assert document.lines.below(("messages",))[("hi", "text")] == 9


@pytest.mark.parametrize(
    "text", ["a: 1\nb: é\n", "\ufeffa: 1\r\nb: é\r\n", "a: 1\rb: é", "# x\n---\na: 1\nb: é\n...\n"]
)
def test_marks_and_line_ends_of_every_system_are_read(text: str, parser: str) -> None:
    assert read(text).value == read(text.encode()).value == {"a": 1, "b": "é"}


TAG = "“{}” is a YAML tag that doesn't fit here; a text that starts with “!” goes in quotes"
INDENTATION = "The indentation doesn't fit the lines above it, or something follows a closing quotation mark"
REFUSED = [
    ("", "The file is empty", ""),
    ("# only a remark\n", "The file is empty", ""),
    ("---\n", "The file is empty", ""),
    ("a: 1\n---\nb: 2\n", "The file holds a second document; a “---” line starts one", "line 2, column 1"),
    ("a: 1\nb: 2\na: 3\n", "“a” is there twice; the first is on line 1", "line 3, column 1"),
    (
        "a: &x 1\nb: *x\n",
        "“&x” marks a part to repeat it; write it out where it is needed",
        "line 1, column 4",
    ),
    ("a: [&x 1]", "“&x” marks a part to repeat it; write it out where it is needed", "line 1, column 5"),
    ("a: *x", "“*x” repeats another part of the file; write it out instead", "line 1, column 4"),
    ("a: !env HOME", TAG.format("!env"), "line 1, column 4"),
    ("a: !!binary aGk=", TAG.format("!!binary"), "line 1, column 4"),
    ("a: !!int x", TAG.format("!!int"), "line 1, column 4"),
    ("a: !!map [1]", TAG.format("!!map"), "line 1, column 4"),
    ("1: x", "The key “1” is not a text; put it in quotes", "line 1, column 1"),
    ("true: x", "The key “true” is not a text; put it in quotes", "line 1, column 1"),
    (
        "? [a, b]\n: x",
        "A key is a text; one that starts with “[” or “{” goes in quotes",
        "line 1, column 3",
    ),
    ("a: .nan", "“.nan” is not a number a flow can hold", "line 1, column 4"),
    ("a: -.inf", "“-.inf” is not a number a flow can hold", "line 1, column 4"),
    ("a: 1e999", "“1e999” is too large for a number", "line 1, column 4"),
    (
        "a: 1234567890123456789",
        "“1234567890123456789” has too many digits for a number; put it in quotes",
        "line 1, column 4",
    ),
    ('a: "\\0"', "This text holds a character that can't be stored, such as \\0", "line 1, column 4"),
    ("a: x\x00", "The file holds a character that text can't hold, U+0000", "line 1"),
    ("a: \ud800", "The file holds a character that text can't hold, U+D800", "line 1"),
    ("a: b: c", "There is a second “:” here; put a text that holds “: ” in quotes", "line 1, column 5"),
    ("a: 1\n\tb: 2", "Tabs can't indent; use spaces", "line 2, column 1"),
    ("é: 1\na:\n\t- b", "Tabs can't indent; use spaces", "line 3, column 1"),
    ("a: 'x\nb: 1\n", "A quotation mark that opens here is never closed", "line 1, column 4"),
    (
        "a: @home",
        "A text that starts with this goes in quotes; lines are indented with spaces",
        "line 1, column 4",
    ),
    ("a: [1, 2\nb: 3", "A “[” is not closed, or a “,” is missing", "line 2, column 2"),
    ("a:\n  b: 1\n c: 2", INDENTATION, "line 3, column 2"),
    ("a: - b", "A list's “-” starts on a line of its own", "line 1, column 4"),
]


@pytest.mark.parametrize(("text", "what", "place"), REFUSED)
def test_what_is_refused_is_said_with_its_line(text: str, what: str, place: str, parser: str) -> None:
    with pytest.raises(FlowTextError) as refused:
        read(text)

    assert str(refused.value) == (f"{what} ({place})." if place else f"{what}.")
    assert place.startswith(f"line {refused.value.line}" if refused.value.line else "")


def test_other_encodings_are_refused() -> None:
    with pytest.raises(FlowTextError, match=r"not UTF-8 text \(line 2\)"):
        read("a: 1\nb: é".encode("latin-1"))


@pytest.mark.parametrize("text", ["x" * (MAX_BYTES + 1), b"x" * (MAX_BYTES + 1), "é" * (MAX_BYTES // 2 + 1)])
def test_large_files_are_refused_unread(text: str | bytes) -> None:
    with pytest.raises(FlowTextError, match="larger than a flow may be, which is 1024 KiB"):
        read(text)


def test_nesting_ends_at_64() -> None:
    assert read("[" * 64 + "]" * 64).value is not None
    for deeper in ("[" * 65 + "]" * 65, "[" * 500_000, "{a: " * 65 + "1" + "}" * 65):
        with pytest.raises(FlowTextError, match="nested more than 64 levels"):
            read(deeper)


JSON = {
    "a number that isn't finite": ({"a": [1, float("nan")]}, "(a[1])"),
    "a number with too many digits": ({"a": 10**18}, "(a)"),
    "a text no database can store": ({"a": {"b": "x\0"}}, "(a.b)"),
    "such a key": ({"a": {"x\0": 1}}, "(a)"),
    "a key that isn't text": ({"a": {1: 2}}, "(a)"),
    "a value that isn't JSON": ({"a": object()}, "(a)"),
}


@pytest.mark.parametrize(("value", "place"), JSON.values(), ids=JSON)
def test_json_values_are_held_to_the_same(value: object, place: str) -> None:
    with pytest.raises(FlowTextError) as refused:
        check_value(value)

    assert place in str(refused.value)


def test_json_may_not_be_nested_deeper_either() -> None:
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]

    with pytest.raises(FlowTextError, match="nested more than 64 levels"):
        check_value(nested)


# fmt: off
PIECES = [
    "a", "- ", ": ", "  ", "\n", "[", "]", "{", "}", ",", "'", '"', "|", ">", "#", "&x ", "*x", "!",
    "!!str ", "%", "---", "...", "? ", "\\", "<<", "0x", "1e9", "é", "😀", "\t", "\u2028",
]
# fmt: on


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_nothing_but_flow_text_errors_come_out(text: str) -> None:
    with suppress(FlowTextError):
        value, lines = read(text)

        check_value(value)
        assert max(lines.values()) <= len(text.splitlines())
