"""The stored JSON of an edited flow is the flow's canonical one, key order included."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows import codec
from studio.editor.snapshot import Snapshot
from studio.errors import EditRefused
from tests.studio.editor.maps import BLANK, SHIPPED, SMALL, edited, op_dicts


@settings(max_examples=60)
@given(st.lists(op_dicts, max_size=5))
def test_whatever_is_edited(drawn: list[dict[str, Any]]) -> None:
    flow, snapshot = SMALL, Snapshot(SMALL)
    for op in drawn:
        with suppress(EditRefused):
            flow = edited(flow, **op)
        snapshot = snapshot.of(flow)
        assert snapshot.text == json.dumps(codec.as_json(flow))


def test_whole_flows() -> None:
    for flow in (BLANK, SMALL, *SHIPPED):
        assert Snapshot(flow).text == json.dumps(codec.as_json(flow))
