"""A visit: one page open in the browser of somebody who is signed in.

Events come by a socket that no middleware sees, so whatever a person does asks first who they still are.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple, TypeVar

from fastapi import Request
from nicegui import Client, ui
from starlette.responses import Response

from flows.errors import FlowError
from runtime.errors import NotFound, RoleTooLow, RuntimeFault, SignInNeeded
from runtime.users.actor import Actor, Role
from studio import theme, toast
from studio.addresses import way_in
from studio.errors import StudioFault
from studio.forms import form_token
from studio.plain import failed, not_found, refused
from studio.refusals import note_refusal
from studio.services import Services
from studio.services.sessions import Browser

log = logging.getLogger(__name__)

Event = TypeVar("Event")
LOOK_SECONDS = 5.0
"""How often every open page asks who its visitor still is."""
UNEXPECTED = "Something went wrong here; it was written to the log."


class Visit:
    """What a page needs to know about the one who looks at it."""

    def __init__(self, services: Services, request: Request) -> None:
        self.services = services
        self.actor: Actor = request.state.actor
        """Who asked for the page; what they may do is asked anew each time, see `acting`."""
        self.theme = theme.chosen(request.cookies.get(theme.COOKIE))
        self.process_type: str | None = request.path_params.get("process_type")
        """The flow that the page is about; None for a page about none."""
        self.query: Mapping[str, str] = request.query_params
        """What the address asks for behind its question mark."""
        self._path = request.url.path
        self._address = f"{request.url.path}?{request.url.query}".removesuffix("?")
        self.cookie: str = request.state.cookie
        """The browser's session, by which services tell it from the person's others."""
        self.form_token = form_token(request)
        """For the hidden field of a plain form, see `forms`."""
        self._cookies: Mapping[str, str] = request.cookies

    def remembered(self, name: str) -> str | None:
        """What this person's browser remembers by a cookie of this name. Anything can stand there: check it."""
        return self._cookies.get(name)

    @property
    def role(self) -> Role | None:
        """What they were when they asked for the page, with the flow it is about."""
        return self.actor.role_for(self.process_type)

    def may(self, role: Role, process_type: str | None = None) -> bool:
        """Whether the page should offer what needs this role, by default with the flow it is about.

        Services check it again.
        """
        return self.actor.may(role, process_type or self.process_type)

    def acting(self, do: Callable[[Actor], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """A callback that does something as the actor of now. Errors become words."""

        async def act() -> None:
            await self._act(do)

        return act

    def hearing(self, do: Callable[[Actor, Event], Awaitable[None]]) -> Callable[[Event], Awaitable[None]]:
        """As `acting`, for a callback that needs its event."""

        async def act(event: Event) -> None:
            await self._act(lambda actor: do(actor, event))

        return act

    async def _act(self, do: Callable[[Actor], Awaitable[None]]) -> None:
        try:
            await self._do(do, await self._actor_of_now())
        except SignInNeeded as error:
            await self.services.sessions.refused(error.code, Browser(self.actor.origin))
            self._leave()
        except (RuntimeFault, FlowError, StudioFault) as error:
            toast.failed(str(error))
        except Exception:
            log.exception("an action in the studio failed")
            toast.failed(UNEXPECTED)

    async def _do(self, do: Callable[[Actor], Awaitable[None]], actor: Actor) -> None:
        """Let them, or note what they may not. Raises what `do` does."""
        try:
            await do(actor)
        except RuntimeFault as error:
            await self.note_refused(actor, error)
            raise

    async def note_refused(self, actor: Actor, error: RuntimeFault) -> None:
        """Note it where `error` is about what they may not."""
        await note_refusal(self.services.audit_trail, actor, error, "page", self._path)

    def every(self, seconds: float, do: Callable[[Actor], Awaitable[None]]) -> None:
        """Look again every so often while the page is open; an outage is waited out.

        Whose session has ended is led away; whose role is another one by now gets the page anew.
        """

        async def look() -> None:
            try:
                actor = await self._actor_of_now()
                if self._what_counts(actor) == self._what_counts(self.actor):
                    await do(actor)
                else:
                    timer.deactivate()
                    ui.navigate.reload()
            except SignInNeeded:
                timer.deactivate()
                self._leave()
            except NotFound as error:
                log.info("%s", error)
            except Exception:
                log.exception("a page could not be brought up to date")

        timer = ui.timer(seconds, look, immediate=False)

    async def _actor_of_now(self) -> Actor:
        return await self.services.sessions.actor(self.cookie, self.actor.origin)

    def _what_counts(self, actor: Actor) -> object:
        """What of somebody's role decides about what this page offers."""
        return (actor.role, actor.grants) if self.process_type is None else actor.role_for(self.process_type)

    def _leave(self) -> None:
        ui.navigate.to(way_in(self._address, "ended"))


class StudioPage(NamedTuple):
    """A page: its route, what builds it, which gets the visit and the route's parameters, and who may see it."""

    path: str
    build: Callable[..., Awaitable[None]]
    role: Role
    """The least that its visitors need: with the flow of a route that names one by `process_type`, else
    installation-wide."""


def add_page(page: StudioPage, services: Services) -> None:
    """Register a page with NiceGUI. The gate has let nobody in who isn't signed in."""

    async def show(request: Request, client: Client) -> Response | None:
        visit = Visit(services, request)
        try:
            visit.actor.require(page.role, visit.process_type)
            await page.build(visit, **request.path_params)
            visit.every(LOOK_SECONDS, _nothing)
        except RoleTooLow as error:
            client.delete()
            await visit.note_refused(visit.actor, error)
            return refused(str(error))
        except NotFound as error:
            client.delete()
            await visit.note_refused(visit.actor, error)
            return not_found(str(error))
        except Exception:
            log.exception("%s could not be built", request.url.path)
            client.delete()
            return failed()
        return None

    ui.page(page.path, response_timeout=20)(show)


async def _nothing(_actor: Actor) -> None:
    """A page that has nothing to bring up to date is left all the same when its session ends."""
