"""What commands say of files that are no flows, and of a flow that comes by standard input."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping

import pytest

from tests.runtime.shell import SMALL, Said, Shell

WITH_WARNING = SMALL.replace("[waiting, done]", "[waiting, done, lost]").replace("[done]\n", "[done, lost]\n")
WITH_ERROR = SMALL.replace("to_state: done", "to_state: dome")
NO_FLOWS: Mapping[str, tuple[bytes | None, str]] = {
    "gone.yaml": (None, "gone.yaml: The file can't be read: No such file or directory."),
    "folder": (None, "folder: The file can't be read: Is a directory."),
    "empty.yaml": (b"", "empty.yaml: The file is empty."),
    "comment.yaml": (b"# later\n", "comment.yaml: The file is empty."),
    "photo.yaml": (
        b"PNG\n\x89\xff\0",
        "photo.yaml:2: The file is not UTF-8 text; save it as UTF-8.",
    ),
    "list.yaml": (
        b"- a\n- b\n",
        "list.yaml:1: This is not a flow; a flow starts with “schema: converse.flow/v1”.",
    ),
    "words.yaml": (b"process_type: tea\n", "words.yaml:1: This doesn't say that it is a flow; start it"),
    "tabs.yaml": (
        SMALL.replace("  - from", "\t- from").encode(),
        "tabs.yaml:8: Tabs can't indent; use spaces",
    ),
    "two.yaml": (SMALL.encode() + b"---\na: 1\n", "two.yaml:18: The file holds a second document"),
    "large.yaml": (b"#" * (1024 * 1024 + 1), "large.yaml: The file is larger than a flow may be"),
}
"""File → what is in it, and the line that is said of it."""
READERS = (
    ("check",), ("check", "--format", "github"), ("test",), ("import",), ("diff", "fine.yaml"),
    ("render", "-o", "map.svg"),
)  # fmt: skip


@pytest.mark.parametrize("name", NO_FLOWS)
@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_what_is_no_flow_is_refused_in_one_line(converse: Shell, command: tuple[str, ...], name: str) -> None:
    content, line = NO_FLOWS[name]
    converse.write("fine.yaml", SMALL)
    (converse.folder / "folder").mkdir()
    if content is not None:
        (converse.folder / name).write_bytes(content)
    said = converse(*command, name)
    assert said.code == 2
    assert said.err.startswith(f"converse: {line}")
    assert said.err.count("\n") == 1
    assert said.out.count("\n") <= 1  # an annotation, or that nothing was imported


def test_others_are_checked_beside_what_is_no_flow(converse: Shell) -> None:
    said = converse("check", "gone.yaml", converse.write("tea.yaml", WITH_ERROR))
    assert said.code == 2
    assert said.out.splitlines()[0] == "tea.yaml"
    assert said.out.splitlines()[-1].startswith("1 file: 1 error")
    assert said.err == f"converse: {NO_FLOWS['gone.yaml'][1]}\n"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("check", "-"), 1),
        (("test", "-"), 0),
        (("diff", "tea.yaml", "-"), 1),
        (("render", "-", "-o", "m.mmd"), 0),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else "",
)
def test_a_flow_may_come_by_standard_input(
    converse: Shell, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], code: int
) -> None:
    converse.write("tea.yaml", SMALL)

    def piped(text: str) -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return converse(*command)

    assert piped(WITH_WARNING).code == code
    refused = piped("- a list\n")
    assert (refused.code, refused.err.startswith("converse: <stdin>:1: This is not a flow")) == (2, True)


def test_what_came_by_standard_input_cant_be_updated(converse: Shell) -> None:
    assert "give --update the file itself" in converse("test", "-", "--update").err


@pytest.mark.parametrize("command", [("check", "-", "tea.yaml", "-"), ("diff", "-", "-")], ids=" ".join)
def test_standard_input_is_one_file(
    converse: Shell, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    converse.write("tea.yaml", SMALL)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SMALL.encode())))
    refused = converse(*command)
    assert (refused.code, refused.out) == (2, "")
    assert "can be read once" in refused.err
