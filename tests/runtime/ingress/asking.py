"""What callers of the API send."""

from __future__ import annotations

from typing import Any

from httpx import AsyncClient, Response

from runtime.app import App
from runtime.store import keys
from runtime.users.actor import COMMAND_LINE

Json = dict[str, Any]


def ana(*channels: str) -> Json:
    """Ana, reached by email and on further channels."""
    addresses = {"email": "ana@example.com", "sms": "+34 600 000 000"}
    return {
        "name": "Ana",
        "identities": [{"channel": name, "address": addresses[name]} for name in ("email", *channels)],
    }


def invoice(number: str = "INV-7", **contact: Any) -> Json:
    """What starts a payment collection, for Ana where no contact is given."""
    data = {"invoice_id": number, "amount": 120.5, "due_date": "2026-11-20"}
    return {"process_type": "payment_collection", "data": data, **(contact or {"contact": ana()})}


def order(number: str = "O-1", **contact: Any) -> Json:
    """What starts an order's fulfilment, for Ana where no contact is given."""
    return {
        "process_type": "order_fulfillment",
        "data": {"order_id": number},
        **(contact or {"contact": ana()}),
    }


async def started(api: AsyncClient, body: Json) -> Json:
    """Start a process, and return the answer."""
    answer = await api.post("/api/v1/state-bindings", json=body)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


async def accepted(api: AsyncClient, noun: str, **body: Any) -> Json:
    """Send something that is stored and then turned, and return the answer."""
    answer = await api.post(f"/api/v1/{noun}", json=body)
    assert answer.status_code == 202, answer.text
    found: Json = answer.json()
    return found


async def refused(api: AsyncClient, status: int, noun: str, **body: Any) -> str:
    """Send something that is refused, and return why."""
    answer = await api.post(f"/api/v1/{noun}", json=body)
    assert answer.status_code == status, answer.text
    return str(answer.json()["detail"])


async def binding(api: AsyncClient, binding_id: str) -> Json:
    """A binding with its history."""
    answer = await api.get(f"/api/v1/state-bindings/{binding_id}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def made_key(app: App, *scopes: keys.Scope, **more: Any) -> keys.Made:
    """A key with these scopes, called by them unless it is named."""
    name = more.pop("name", " ".join(scopes))
    return await app.write(lambda session: keys.make(session, COMMAND_LINE, name, scopes, **more))


def sent(token: str) -> dict[str, str]:
    """A key as callers send it."""
    return {"Authorization": f"Bearer {token}"}


def told(answer: Response, status: int, code: str) -> str:
    """Check that this is a problem of that kind, and return its sentence."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return str(answer.json()["detail"])
