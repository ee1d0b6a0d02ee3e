"""`converse test FILE…`: the scenarios of flows, played."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from runtime.cli.command import DONE, FOUND, Command, flow_files
from runtime.cli.console import Console, Style, plural

if TYPE_CHECKING:
    from flows.hearing import Hearing, Understanding
    from flows.model import Flow
    from flows.scenario import Coverage, Played
    from runtime.understanding.local import LocalDetector


class _Understanding:
    """This machine's detector, loaded when the first customer speaks: most scenarios name intents."""

    def __init__(self) -> None:
        self.detector: LocalDetector | None = None

    def __call__(self, text: str, hearing: Hearing, now: datetime) -> Understanding:
        if self.detector is None:
            from runtime.understanding.local import LocalDetector

            self.detector = LocalDetector.load()
        return self.detector.understand(text, hearing, now)


def run(given: Namespace, console: Console) -> int:
    """Play every scenario of each file; coverage informs, only a failure fails."""
    from flows.scenario import coverage, play
    from runtime.cli.reading import read_files, show
    from runtime.policy.verdict import verdict

    understand = _Understanding()
    files = read_files(given.files, accept_edit=given.accept_edit)
    unread = [problem for file in files for problem in file.unread]
    show(unread, console)
    reports: list[dict[str, Any]] = []
    for file in files:
        for flow, _ in file.sources:
            played = [play(flow, scenario, understand, verdict) for scenario in flow.scenarios]
            covered = coverage(flow, played)
            _show(file.name, flow, played, covered, console)
            reports.append({"file": file.name, **_report(flow, played, covered)})
    passed = not unread and all(report["passed"] for report in reports)
    _sum_up(reports, understand, console)
    detector = understand.detector.name if understand.detector else None
    console.document({"passed": passed, "detector": detector, "unread": unread, "flows": reports})
    return DONE if passed else FOUND


def _report(flow: Flow, played: Sequence[Played], covered: Coverage) -> dict[str, Any]:
    return {
        "process_type": flow.process_type,
        "passed": all(one.passed for one in played),
        "scenarios": [
            {
                "name": one.scenario.name,
                "passed": one.passed,
                "steps": [
                    {
                        "number": step.number,
                        "passed": step.passed,
                        "problems": list(step.problems),
                        "got": step.got,
                    }
                    for step in one.steps
                ],
            }
            for one in played
        ],
        "coverage": {"ratio": round(covered.ratio, 4), "missed": list(covered.missed)},
    }


def _show(name: str, flow: Flow, played: Sequence[Played], covered: Coverage, console: Console) -> None:
    console.say(f"{console.paint(flow.name, 'bold')}  {console.paint(name, 'dim')}")
    for one in played:
        mark = console.paint("✓", "green") if one.passed else console.paint("✗", "red")
        console.say(f"  {mark} {one.scenario.name}")
        for step in one.steps:
            for problem in step.problems:
                console.say(f"      {_step_words(one, step.number)}: {problem}")
    if not played:
        console.say("  It has no scenarios.")
    elif covered.missed:
        console.say(f"  {_share(covered)}; no scenario takes {', '.join(covered.missed)}")
    else:
        console.say(f"  {_share(covered)}")
    console.say()


def _step_words(played: Played, number: int) -> str:
    if number == 0:
        return "start"
    step = played.scenario.steps[number - 1]
    return f"step {number} ({step.kind}: {getattr(step, step.kind)})"


def _share(covered: Coverage) -> str:
    whole = len(covered.taken) + len(covered.missed)
    return f"{len(covered.taken)} of {plural(whole, 'transition')} taken ({covered.ratio:.0%})"


def _sum_up(reports: Sequence[dict[str, Any]], understand: _Understanding, console: Console) -> None:
    played = [scenario["passed"] for report in reports for scenario in report["scenarios"]]
    failed = played.count(False)
    if understand.detector and understand.detector.name != "local":
        console.say("Customers were understood by spelling alone: the language model is not installed.")
    style: Style = "red" if failed else "green"
    verdict = f"{failed} failed" if failed else "all passed" if played else "nothing to play"
    console.say(f"{plural(len(played), 'scenario')}: {console.paint(verdict, style)}.")


COMMAND = Command(
    "test", "Play the scenarios of flows, and say which transitions they take.", run, flow_files
)
