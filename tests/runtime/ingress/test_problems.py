"""What goes wrong is told in words, as problem+json, and never as a traceback."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient, Response

from runtime.ingress.limits import MAX_BODY
from runtime.store import standings
from tests.door import Door

JSON = {"Content-Type": "application/json"}
EVENT = {
    "event": "payment_received",
    "event_id": "e-1",
    "reference": {"field": "invoice_id", "value": "INV-7"},
}


def problem(answer: Response, status: int) -> str:
    """Check that this is a problem of that status, and return its sentence."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["type"] == "about:blank"
    assert told["title"]
    assert told["code"]
    assert "Traceback" not in answer.text
    return str(told["detail"])


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe{}", b"[" * 100_000, b'{"a": ' + b"9" * 5_000 + b"}"])
async def test_what_is_not_json(api: AsyncClient, body: bytes) -> None:
    answer = await api.post("/api/v1/events", content=body, headers=JSON)
    problem(answer, 422 if not body else 400)


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"7"])
async def test_what_is_no_object(api: AsyncClient, body: bytes) -> None:
    answer = await api.post("/api/v1/events", content=body, headers=JSON)
    assert "JSON object" in problem(answer, 422)


async def test_json_that_does_not_say_so(api: AsyncClient) -> None:
    """As curl sends it when nobody tells it otherwise."""
    answer = await api.post("/api/v1/events", data={"event": "payment_received"})
    assert "Content-Type: application/json" in problem(answer, 422)


async def test_unknown_fields_are_named(api: AsyncClient) -> None:
    answer = await api.post("/api/v1/events", json={**EVENT, "evnt": 1, "reference": {"feld": 2}})
    detail = problem(answer, 422)
    assert "evnt: is not a field of this request" in detail
    assert "reference.feld: is not a field of this request" in detail
    assert "reference.value: is missing" in detail
    assert {"field": "evnt", "message": "is not a field of this request"} in answer.json()["errors"]


@pytest.mark.parametrize(
    "fault",
    [{"event": "\ud800"}, {"payload": {"a": "\ud800"}}, {"\ud800": 1}, {"payload": {"a": float("nan")}}],
)
async def test_half_a_character_and_no_number(api: AsyncClient, fault: dict[str, object]) -> None:
    body = json.dumps({"event": "x", "event_id": "e", "contact_id": "c", **fault})
    problem(await api.post("/api/v1/events", content=body, headers=JSON), 422)


@pytest.mark.parametrize("value", ["\ud800", float("inf"), ["x"], "x" * 20_001])
async def test_a_reference_is_a_text_or_a_number(api: AsyncClient, value: object) -> None:
    body = json.dumps({"event": "x", "event_id": "e", "reference": {"field": "invoice_id", "value": value}})
    answer = await api.post("/api/v1/events", content=body, headers=JSON)
    assert "reference.value" in problem(answer, 422)


async def test_a_body_over_1_mb_is_refused_whether_announced_or_not(api: AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(MAX_BODY // 65536 + 1):
            yield b"x" * 65536

    assert "1 MB" in problem(await api.post("/api/v1/events", content=b"x" * (MAX_BODY + 1)), 413)
    assert "1 MB" in problem(await api.post("/api/v1/events", content=chunks()), 413)
    text = {"channel": "sms", "address": "+1", "text": "x" * (MAX_BODY - 100), "message_id": "m"}
    problem(await api.post("/api/v1/messages/inbound", json=text), 422)  # it fits, but is no message


async def test_the_wrong_method_and_the_wrong_address(api: AsyncClient) -> None:
    answer = await api.delete("/api/v1/events")
    problem(answer, 405)
    assert answer.headers["allow"] == "POST"
    problem(await api.get("/api/v1/nothing"), 404)


async def test_what_nobody_expected_is_logged_and_not_told(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_session: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(standings, "entries", broken)
    answer = await door.api.get("/api/v1/state-maps")
    assert answer.status_code == 500
    assert answer.json()["detail"] == "Something went wrong here; it was written to the log."
    assert "secret" not in answer.text
    assert "ZeroDivisionError: secret detail" in caplog.text
