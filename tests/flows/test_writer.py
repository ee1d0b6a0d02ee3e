"""Writing YAML: whatever a text looks like, it comes back as that text from any reader."""

from __future__ import annotations

import pytest
import yaml

from flows.reader import read
from flows.writer import write

# fmt: off
LOOKALIKES = [
    "", " ", "yes", "No", "ON", "y", "~", "null", "Null", "true", ".inf", ".nan", "1", "-1", "010",
    "0o17", "0x1f", "1e3", "1_000", "12:30", "1:30:00", "2026-03-01", "2026-03-02T09:00:00Z", "2d",
    "-7d", "<<", "=", "-", "- a", "?", "a: b", "a:", "a #b", "#a", "&a", "*", "!a", "|", ">", "@a",
    "`a`", "%a", "{a}", "[a]", "'a'", '"a"', "a\tb", "a\\b", "---", "...", " a", "a ", "a\nb",
    "a\nb\n", "a\n\nb\n\n", "\na", " a\nb", "a \nb", "a\n b", "a\n\tb", "a\r\nb", "\x85", "\u2028",
    "\ufeff", "\x7f", "é", "😀", "¿Sí?", "a" * 2000,
]
# fmt: on


@pytest.mark.parametrize("text", LOOKALIKES, ids=ascii)
def test_a_text_is_a_text_to_every_reader(text: str) -> None:
    document = {"value": text, "list": [text, [text]], "keys": {text: {"inner": text}}}

    assert read(write(document)).value == document  # YAML 1.2, as here
    assert yaml.load(write(document), Loader=yaml.CSafeLoader) == document  # YAML 1.1, as elsewhere
    assert yaml.load(write(document), Loader=yaml.SafeLoader) == document


@pytest.mark.parametrize("number", [0, -7, 10**17, 0.6, -120.5, 1e300, 5e-324, 1e16, 123456789.123])
def test_a_number_is_the_same_number(number: float) -> None:
    assert read(write({"value": number})).value == {"value": number}
    assert yaml.safe_load(write({"value": number})) == {"value": number}


def test_text_of_several_lines_is_a_block_and_nothing_is_wrapped() -> None:
    document = {
        "short": "one\ntwo\n",
        "open": "one\n\n  two",
        "long": "word " * 50 + "end",
        "odd": "one \ntwo",
    }

    assert write(document) == (
        "short: |\n  one\n  two\nopen: |-\n  one\n\n    two\n"
        + "long: "
        + "word " * 50
        + 'end\nodd: "one \\ntwo"\n'
    )


def test_lists_and_groups_nest() -> None:
    document = {"a": [{"b": [1, [True, None]], "c": {}}, [], "x\ny"], "d": {"e": {"f": "g"}}}

    assert (
        write(document)
        == """\
a:
  - b:
      - 1
      - - true
        - null
    c: {}
  - []
  - |-
    x
    y
d:
  e:
    f: g
"""
    )
