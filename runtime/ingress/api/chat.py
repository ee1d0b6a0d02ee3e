"""`/api/v1/chat/visitors`: a way into the chat for anybody."""

from __future__ import annotations

from fastapi import APIRouter, Request

from runtime.ingress.access import address_of, app_of, require_origin
from runtime.ingress.keys import caller_of
from runtime.ingress.limits import Rate
from runtime.ingress.shapes import Visitor

router = APIRouter(prefix="/chat", tags=["chat"])
VISITORS_A_MINUTE = 60


@router.post("/visitors", status_code=201)
async def new_visitor(request: Request) -> Visitor:
    """A token for the chat's socket. Public: 60 a minute for each address; with a key, as often as it may ask."""
    require_origin(request)
    if caller_of(request) is None:
        rate: Rate = request.app.state.visitor_rate
        rate.count(address_of(request), VISITORS_A_MINUTE)
    visitors = app_of(request).visitors
    contact_id = visitors.new_id()
    return Visitor(token=visitors.token(contact_id), contact_id=contact_id)
