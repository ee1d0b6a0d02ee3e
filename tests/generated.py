"""Files that are made from the code and checked in; `make generated` writes them, a test looks whether they fit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from flows.json_schema import flow_schema
from flows.reference import reference

ROOT = Path(__file__).parent.parent


def schema() -> str:
    """The JSON Schema of flow files."""
    return json.dumps(flow_schema(), indent=1, ensure_ascii=False) + "\n"


GENERATED: Mapping[str, Callable[[], str]] = {
    "flows/schema/converse.flow.v1.json": schema,
    "studio/help/language.md": reference,
}
"""Path in the repository → what makes its text."""

if __name__ == "__main__":
    for name, make in GENERATED.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(), "utf-8")
        print(name)
