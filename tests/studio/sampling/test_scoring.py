"""What was understood against what should have been."""

from __future__ import annotations

import csv
import io

import pytest

from flows.hearing import Understanding, Understood
from studio.services.sampling.exporting import as_csv
from studio.services.sampling.reading import Sample
from studio.services.sampling.scoring import (
    Scored,
    Verdict,
    compared,
    confusion,
    scored,
    summary,
    worst_first,
)

LISTENED = ("pays", "asks")


def row(number: int, expected: str | None, *heard: str, sure: float = 0.8, text: str = "") -> Scored:
    said = tuple(Understood(one, sure, {}, "") for one in heard)
    found = Understanding(said, "local", (("pays", sure),))
    return scored(number, Sample(text or f"message {number}", expected), found, LISTENED)


@pytest.mark.parametrize(
    ("expected", "heard", "verdict"),
    [
        ("pays", ["pays"], "right"),
        ("pays", ["asks", "pays"], "right"),
        ("pays", ["asks"], "wrong"),
        ("pays", [], "unsure"),
        ("unmatched", [], "right"),
        ("unmatched", ["asks"], "wrong"),
        ("gone", ["asks"], "aside"),
        (None, ["asks"], "heard"),
        (None, [], "unheard"),
    ],
)
def test_verdicts(expected: str | None, heard: list[str], verdict: Verdict) -> None:
    assert row(0, expected, *heard).verdict == verdict


ROWS = [
    row(0, "pays", "pays", sure=0.9),
    row(1, "pays", "pays", sure=0.6),
    row(2, "pays", sure=0.3),
    row(3, "asks", "pays", sure=0.55),
    row(4, "pays", "asks", sure=0.95),
    row(5, "gone", "asks"),
]


def test_the_worst_come_first() -> None:
    assert [one.number for one in worst_first(ROWS)] == [4, 3, 2, 5, 1, 0]


def test_accuracy_counts_what_could_be_right() -> None:
    assert (summary(ROWS).judged, summary(ROWS).accuracy) == (5, 0.4)
    assert summary([row(0, None, "pays")]).accuracy is None


def test_the_confusion_shows_only_intents_that_occur() -> None:
    found = confusion(ROWS)
    assert (found.expected, found.understood) == (("pays", "asks"), ("pays", "asks", "unmatched"))
    assert found.counts == {
        ("pays", "pays"): 2,
        ("pays", "unmatched"): 1,
        ("pays", "asks"): 1,
        ("asks", "pays"): 1,
    }


def test_what_changed_since_the_last_time() -> None:
    now = [row(2, "pays", "pays"), row(0, "pays", "pays")]
    assert [one.before for one in compared(now, ROWS)] == ["unmatched", None]


def test_a_spreadsheet_runs_nothing_of_the_export() -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1", 'he said "hi", then left']
    content = as_csv([row(n, "asks", "pays", text=text) for n, text in enumerate(texts)])
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["text", "intent", "understood", "confidence", "also", "verdict"]
    assert [one[0] for one in rows[1:]] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "' =1", "'＝1", texts[-1]]
    assert rows[1][1:] == ["asks", "pays", "0.80", "", "wrong"]
