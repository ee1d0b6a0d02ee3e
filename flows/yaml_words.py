"""A YAML parser's complaints in words that say what to do about them."""

from __future__ import annotations

import yaml

from flows.errors import FlowTextError

_INDENTATION = "The indentation doesn't fit the lines above it, or something follows a closing quotation mark"
_ESCAPE = "In double quotes a “\\” is written twice; or put the text in single quotes"
_TABS = "Tabs can't indent; use spaces"
_SIGN = "A text that starts with “&”, “*” or “!” goes in quotes"

# The phrases of libyaml and of PyYAML's own parser → ours; the first that occurs counts.
_WORDS = (
    ("mapping values are not allowed", "There is a second “:” here; put a text that holds “: ” in quotes"),
    ("escape", _ESCAPE),
    ("did not find expected hexdecimal number", _ESCAPE),
    ("while scanning a quoted scalar", "A quotation mark that opens here is never closed"),
    ("expected ',' or ']'", "A “[” is not closed, or a “,” is missing"),
    ("expected ',' or '}'", "A “{” is not closed, or a “,” is missing"),
    ("could not find expected ':'", "A “:” is missing after a key, or a long text isn't indented"),
    ("tab character", _TABS),
    (r"'\t'", _TABS),
    ("cannot start any token", "A text that starts with this goes in quotes; lines are indented with spaces"),
    ("sequence entries are not allowed", "A list's “-” starts on a line of its own"),
    ("while scanning a block scalar", "After “|” or “>” the text starts on the next line"),
    ("while scanning a directive", "A text that starts with “%” goes in quotes"),
    ("anchor", _SIGN),
    ("alias", _SIGN),
    ("tag", _SIGN),
    ("directive", "A line that starts with “%” is an instruction to YAML readers; one too many is here"),
    ("YAML document", "Only YAML 1.1 and 1.2 can be read"),
    ("node content", "Something is missing here, or closed without having been opened"),
    ("expected key", _INDENTATION),
    ("<block end>", _INDENTATION),
    ("'-' indicator", _INDENTATION),
    ("<document start>", _INDENTATION),
)


def explain_yaml_error(error: yaml.YAMLError, text: str) -> FlowTextError:
    """The same in our words, with line and column; `text` is what was read."""
    complaint = " ".join(str(error).split())
    if "cannot start any token" in complaint and _character_at(text, error) == "\t":
        complaint = "tab character"  # libyaml doesn't say which one
    words = next((ours for theirs, ours in _WORDS if theirs in complaint), None)
    words = words or f"This is not YAML: {getattr(error, 'problem', None) or 'it could not be read'}"
    # An open quotation mark is noticed at the end of the file; what helps is where it opened.
    of_interest = "context_mark" if "while scanning a quoted scalar" in complaint else "problem_mark"
    mark = getattr(error, of_interest, None)
    if mark is None:
        return FlowTextError(f"{words}.")
    line = mark.line + 1
    return FlowTextError(f"{words} (line {line}, column {mark.column + 1}).", line=line)


def _character_at(text: str, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return "" if mark is None else text[mark.index : mark.index + 1]
