"""What a studio is tried with: flows, conversations in their states, people who sign in."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from flows.model import Flow
from flows.opening import fresh
from runtime import clock
from runtime.ids import new_id
from runtime.store import bindings, contacts, flows, publishing, sessions, users
from runtime.users.actor import SYSTEM, Role
from tests.flows.shipped import FLOWS

SEED = """\
channels: {email: {enabled: true}}
state_maps:
  - process_type: appointment
    name: Appointment reminder
    states: [booked, reminded, confirmed, missed]
    terminal_states: [confirmed, missed]
    transitions:
      - from: booked
        to: reminded
        trigger: {type: action, value: outreach_sent}
        actions: [{type: schedule_check, delay_minutes: 1440}]
      - {from: reminded, to: confirmed, trigger: {type: intent, value: confirms}}
      - {from: reminded, to: missed, trigger: {type: timeout, value: no_response}, actions: [escalate]}
  - process_type: survey
    states: [asked, answered]
    transitions:
      - {from: asked, to: answered, trigger: {type: intent, value: answers}}
"""
"""Two flows in the seed form."""

BROKEN = """\
schema: converse.flow/v1
process_type: broken
states: [open, done]
initial_state: open
terminal_states: [done]
transitions:
  - {from_states: [open], to_state: done, triger: {type: event, value: paid}}
  - {from_states: [open], to_state: done, trigger: {type: evnt, value: paid}}
"""
"""A text that can't be read, for two reasons."""

WITH_ERRORS = """\
schema: converse.flow/v1
process_type: refund
title: Refund
states: [asked, checked, refunded]
initial_state: asked
terminal_states: [refunded]
transitions:
  - {id: check, from_states: [asked], to_state: cheked, trigger: {type: event, value: return_arrived}}
  - {id: pay, from_states: [checked], to_state: refunded, trigger: {type: event, value: refund_paid}}
"""
"""A flow that can be imported, and not be published."""


SHIPPED = ("order_fulfillment", "payment_collection")
"""Of the flows that come with the product, those that pages are tried with."""


def publish_shipped(session: Session) -> None:
    """Publish two of the flows that come with the product: the pages' tests need no more, and each takes time."""
    publishing.publish_missing(session, _two_shipped(), actor=SYSTEM, note="Shipped with this version")


def _two_shipped() -> tuple[Flow, ...]:
    return tuple(FLOWS[name] for name in SHIPPED)


def converse(session: Session, process_type: str, counts: Mapping[str, int]) -> None:
    """Put that many conversations into each state of the current version."""
    flow = flows.version(session, process_type)
    for state, count in counts.items():
        for _ in range(count):
            _bind(session, flow, state)


def _bind(session: Session, flow: Flow, state: str) -> None:
    contact = contacts.create(session, values={"name": "Ana"})
    conversation = contacts.conversation_of(session, contact).id
    now = clock.now()
    binding = fresh(new_id(), flow, {}, now)._replace(state=state)
    bindings.add(
        session, flow, bindings.Found(binding, conversation, contact, None, None, now, now, False, None)
    )
    if state in flow.terminal_states:
        bindings.save(session, flow, binding, at=now)


def sign_in(session: Session, role: Role) -> str:
    """The cookie of somebody new who has this role."""
    user = users.named(session, f"A {role}")
    if user is None:
        user = users.add(session, f"A {role}", role)
        user.id = f"a-{role}"
        session.flush()
    return sessions.begin(session, user.id)
