"""Files somebody broke: shipped flows and a seed file, with what happens to files done to their text.

Everything follows from one number, so that a fault can be looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from typing import NamedTuple

from flows.library import shipped
from tests.faults import documents
from tests.flows.test_codec import WRITTEN
from tests.flows.test_seed import SETTINGS

Text = str | bytes


class Mutated(NamedTuple):
    """A file somebody broke: which it was, and what was done to it."""

    seed: int
    file: str
    mutations: tuple[str, ...]
    text: Text

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.file}, {' then '.join(self.mutations)}"


def mutated(seed: int) -> Mutated:
    """One of the files with one to three mutations; the same for the same number."""
    random = Random(seed)
    name = random.choice(sorted(files()))
    text: Text = files()[name]
    done: list[str] = []
    for mutation in random.choices(sorted(MUTATIONS), k=random.choice((1, 1, 2, 3))):
        if isinstance(text, str):
            text = MUTATIONS[mutation](text, random)
            done.append(mutation)
    return Mutated(seed, name, tuple(done), text)


@cache
def files() -> Mapping[str, str]:
    """What is mutated: every shipped flow, a seed file, and a small flow as a person writes it."""
    return {**shipped(), "seed form": SETTINGS, "by hand": WRITTEN}


def flipped(text: str, random: Random) -> Text:
    """A few bytes are others."""
    raw = bytearray(text.encode(errors="surrogatepass"))
    for _ in range(random.choice((1, 1, 3, 20))):
        if raw:
            raw[random.randrange(len(raw))] = random.randrange(256)
    return bytes(raw)


def retyped(text: str, random: Random) -> str:
    """A few signs are others, of those that mean something to YAML or to nobody."""
    signs = list(text)
    for _ in range(random.choice((1, 1, 3, 20))):
        if signs:
            signs[random.randrange(len(signs))] = random.choice(SIGNS)
    return "".join(signs)


def truncated(text: str, random: Random) -> str:
    """It ends in the middle."""
    return text[: random.randrange(len(text) + 1)]


def other_encoding(text: str, random: Random) -> bytes:
    """Another program saved it."""
    encoding = random.choice(("utf-16", "utf-16-le", "utf-8-sig", "latin-1", "cp1252", "utf-7", "cp037"))
    return text.encode(encoding, "replace")


def other_line_ends(text: str, random: Random) -> str:
    """Another system saved it."""
    return text.replace("\n", random.choice(("\r\n", "\r", "\u2028", "\x85", "\n\n", "\x0c")))


def inserted(text: str, random: Random) -> str:
    """Something stands where it shouldn't."""
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(SCRAPS) + text[at:]


def at_the_front(text: str, random: Random) -> str:
    """Something stands before everything."""
    return (
        random.choice(
            ("\ufeff", "\ufeff\ufeff", "%YAML 1.1\n---\n", "---\n", "--- !flow\n", "\0", "\t", "# ")
        )
        + text
    )


def lines_shuffled(text: str, random: Random) -> str:
    """Lines are gone, twice there, or in each other's place: duplicate keys, and parts below other parts."""
    lines = text.split("\n")
    for _ in range(random.choice((1, 1, 2, 5))):
        one, other = random.randrange(len(lines)), random.randrange(len(lines))
        match random.randrange(4):
            case 0:
                lines.insert(other, lines[one])
            case 1 if len(lines) > 1:
                lines.pop(one)
            case 2:
                lines[one], lines[other] = lines[other], lines[one]
            case _:
                length = random.randrange(1, 30)
                lines[other:other] = lines[one : one + length]
    return "\n".join(lines)


def indented(text: str, random: Random) -> str:
    """A line stands further in or out than it should."""
    lines = text.split("\n")
    at = random.randrange(len(lines))
    lines[at] = random.choice((" ", "  ", "\t", "        ", "- ")) + lines[at].lstrip(
        random.choice(("", " "))
    )
    return "\n".join(lines)


def other_value(text: str, random: Random) -> str:
    """What stands behind a key is another word: a number nobody can count, an alias, a tag."""
    lines = text.split("\n")
    keyed = [i for i, line in enumerate(lines) if ": " in line]
    for _ in range(random.choice((1, 1, 3))):
        if keyed:
            at = random.choice(keyed)
            lines[at] = lines[at].partition(": ")[0] + ": " + random.choice(WORDS)
    return "\n".join(lines)


def much_longer(text: str, random: Random) -> str:
    """Something in it is there very often, or goes very deep."""
    at = random.randrange(len(text) + 1)
    much = random.choice(
        ("[", "{", "a", "- ", "? ", "é", "{{", "\n", " ", "0", "!", "a: ", "'", "[{", "%", "#")
    )
    return text[:at] + much * random.choice((70, 5_000, 100_000, 600_000)) + text[at:]


SIGNS = "\0\t\r\n :-[]{}#&*!|>'\"%@`,?~=<9é\u2028\ufeff\ufffe\ud800🙂"
SCRAPS = (
    "\0", "\x1b[31m", "\ufeff", "\u202e", "\ud800", "\U0010ffff", "&a ", "*a", "<<: *a\n", "<<: {a: 1}\n",
    "!!python/name:os.system ", "!!binary ", "!!set ", "!!timestamp ", "!<tag:x> ", "---\n", "...\n",
    "%TAG ! x:\n", "? ", "? [a]\n: b\n", "|\n", ">-\n", "{", "}", "[", "]", "\t", "'", '"', "\\",
    '"\\ud800"', '"\\x00"', '"\\U00110000"', ": : :", "\n", "\n\n- x\n", "{{ 9 ** 9 }}", "${X}",
)  # fmt: skip
WORDS = (
    "9" * 5_000, "1e999", "-1e-999", "0x" + "f" * 5_000, "0o" + "7" * 400, "1" * 18, "1" * 19, ".inf",
    "-.INF", ".nan", "-0", "0.0", "1_000", "1e5", "0b1", "190:20:30", "2026-02-30", "2026-03-02", "12:30",
    "~", "null", "yes", "on", "*a", "&a x", "&a [*a]", "!!int x", "!!float 1", "!!bool yes", "!!str",
    "!!null x", "! 7", "!!map {}", "!!omap [a: 1]", "!!binary aGk=", "!ENV x", "[]", "{}", "[[[[]]]]",
    "{a: {a: {a: }}}", "{a: 1, a: 2}", '"', "'", '"\\u0000"', '"\\ud83d\\ude00"', "|", ">", "|9", "@x",
    "`x", "%x", "- - -", "{? [a]: b}", "{a, b}", "[a: b]", "<<", "x" * 300, "é" * 300, "\u202eid", "状态",
    "🙂", "e\u0301", "${HOME}",
)  # fmt: skip

MUTATIONS: Mapping[str, Callable[[str, Random], Text]] = {
    "bytes flipped": flipped,
    "signs changed": retyped,
    "cut off": truncated,
    "another encoding": other_encoding,
    "other line ends": other_line_ends,
    "something inserted": inserted,
    "something in front": at_the_front,
    "lines shuffled": lines_shuffled,
    "a line indented": indented,
    "other values": other_value,
    "much longer": much_longer,
    **documents.MUTATIONS,
}
