"""`make corpora`: the local detector's figures, beside those that were measured before it was built."""

from __future__ import annotations

import logging
import sys

from runtime.understanding.local import LocalDetector
from tests.corpora.clinc150 import CORPUS, Figures, measure

MEASURED_BEFORE = {
    5: "    before: MiniLM + LR           .980   .92 .96   .930   .005   .88 .95",
    10: "    before: MiniLM + LR           .991   .96 .98",
}


def main() -> int:
    """Print the report; 1 where the corpus is missing."""
    if not CORPUS.is_file():
        print(f"The corpus is not there: {CORPUS}", file=sys.stderr)
        return 1
    logging.disable(logging.WARNING)
    detectors = {"encoder": LocalDetector.load(), "spelling alone": LocalDetector(None)}
    print("CLINC150: 10 of 150 intents, 10 episodes, shares of 1")
    print("                                  nearest  away at 90 %  at the own threshold      ms")
    print("                                  right   near far    right  wrong  near far  fit  message")
    for examples, before in MEASURED_BEFORE.items():
        print(f"  {examples} examples per intent")
        print(before)
        for name, detector in detectors.items():
            print(f"    now: {name:24}", _row(measure(detector, examples)))
    return 0


def _row(figures: Figures) -> str:
    shares = [f"{share:.3f}".lstrip("0") for share in figures[:7]]
    nearest, near_90, far_90, right, wrong, near, far = shares
    return (
        f" {nearest}   {near_90} {far_90}   {right}   {wrong}   {near} {far} "
        f"{figures.fit_ms:4.0f} {figures.message_ms:7.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
