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
from studio.errors import StudioFault
from studio.plain import failed, not_found, refused
from studio.services import Services

log = logging.getLogger(__name__)

Event = TypeVar("Event")
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
        self._cookie: str = request.state.cookie
        self._cookies: Mapping[str, str] = request.cookies

    def remembered(self, name: str) -> str | None:
        """What this person's browser remembers by a cookie of this name. Anything can stand there: check it."""
        return self._cookies.get(name)

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
            await do(await self.services.sessions.actor(self._cookie))
        except SignInNeeded:
            ui.navigate.to("/sign-in?why=ended")
        except (RuntimeFault, FlowError, StudioFault) as error:
            toast.failed(str(error))
        except Exception:
            log.exception("an action in the studio failed")
            toast.failed(UNEXPECTED)

    def every(self, seconds: float, do: Callable[[Actor], Awaitable[None]]) -> None:
        """Look again every so often while the page is open; an outage is waited out."""

        async def look() -> None:
            try:
                await do(await self.services.sessions.actor(self._cookie))
            except SignInNeeded:
                ui.navigate.to("/sign-in?why=ended")
            except NotFound as error:
                log.info("%s", error)
            except Exception:
                log.exception("a page could not be brought up to date")

        ui.timer(seconds, look, immediate=False)


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
        except NotFound as error:
            client.delete()
            return not_found(str(error))
        except RoleTooLow as error:
            client.delete()
            return refused(str(error))
        except Exception:
            log.exception("%s could not be built", request.url.path)
            client.delete()
            return failed()
        return None

    ui.page(page.path, response_timeout=20)(show)
