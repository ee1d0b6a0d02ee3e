"""Signing in, by password or by a one-time link, and out. No script is needed, and nothing happens by a mere look."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from runtime.errors import LinkSpent, NotAllowed, SignInNeeded, TooMany
from runtime.store.sessions import Browser
from studio import cookies
from studio.addresses import own_path, way_in
from studio.errors import FormExpired
from studio.forms import fields_of
from studio.gate import origin_of
from studio.plain import form_page, plain_page
from studio.services.sessions import LASTS_SECONDS, Sessions
from studio.words import plural

REASONS = {
    "ended": "Your session has ended: you signed out elsewhere, somebody ended it, or it was a week old.",
    "out": "You are signed out.",
}


def signing_routes(sessions: Sessions, provider: str | None) -> APIRouter:
    """`/sign-in`, by password or with a link's `token`, and `/sign-out`.

    `provider` is what people may sign in with instead, see `studio.oidc`.
    """
    router, ways = APIRouter(include_in_schema=False), _Ways(sessions, provider)
    router.get("/sign-in")(ways.look)
    router.post("/sign-in")(ways.use_password)
    router.post("/sign-in/link")(ways.use_link)
    router.post("/sign-out")(ways.sign_out)
    return router


class _Ways:
    """The routes, and the pages that they answer with."""

    def __init__(self, sessions: Sessions, provider: str | None) -> None:
        self._sessions = sessions
        self._provider = provider

    async def look(self, request: Request, token: str = "", why: str = "", next: str = "/") -> Response:
        if token:
            return await self._link(request, token)
        if await is_signed_in(self._sessions, request):
            return RedirectResponse(own_path(next), HTTPStatus.SEE_OTHER)
        return self._form(request, own_path(next), reason=REASONS.get(why))

    async def use_password(self, request: Request) -> Response:
        form = await request.form()
        name, back = str(form.get("name", "")), own_path(str(form.get("next", "/")))
        try:
            password = (await fields_of(request)).get("password", "")
            cookie = await self._sessions.sign_in(name, password, before_of(request), browser_of(request))
        except (FormExpired, NotAllowed, TooMany) as error:
            return self._form(request, back, name=name, error=error)
        return let_in(request, cookie, back)

    async def use_link(self, request: Request) -> Response:
        token = str((await request.form()).get("token", ""))
        try:
            await fields_of(request)
            cookie = await self._sessions.begin(token, before_of(request), browser_of(request))
        except FormExpired as error:
            return await self._link(request, token, error)
        except LinkSpent:
            return await self._link(request, token)
        return let_in(request, cookie)

    async def sign_out(self, request: Request) -> Response:
        try:
            await fields_of(request)
        except FormExpired:  # a page that was open for long: there is nothing to explain
            return form_page(
                request, "press.html", "Sign out?", action="/sign-out", button="Sign out", fields={}
            )
        if cookie := before_of(request):
            await self._sessions.end(cookie, origin_of(request))
        response = RedirectResponse(way_in(why="out"), HTTPStatus.SEE_OTHER)
        cookies.drop(request, response, cookies.SESSION)
        return response

    async def _link(self, request: Request, token: str, error: FormExpired | None = None) -> Response:
        """Ask before a link is used up: programs that look at mail and chat follow every address in it."""
        try:
            name = await self._sessions.link_for("signin", token)
        except LinkSpent as spent:
            if await is_signed_in(self._sessions, request):  # the link was opened twice, where it signed in
                return RedirectResponse("/", HTTPStatus.SEE_OTHER)
            otherwise = ("/sign-in", "Sign in otherwise")
            return plain_page(401, "This link doesn't sign in", str(spent), link=otherwise)
        return form_page(
            request, "press.html", "Sign in", action="/sign-in/link", button=f"Sign in as {name}",
            paragraphs=["This link signs you in once."], fields={"token": token}, problem=error and str(error),
            status=status_of(error) if error else HTTPStatus.OK,
        )  # fmt: skip

    def _form(
        self,
        request: Request,
        back: str,
        *,
        name: str = "",
        reason: str | None = None,
        error: Exception | None = None,
    ) -> Response:
        page = form_page(
            request, "sign_in.html", "Sign in", provider=self._provider, next=back, name=name, reason=reason,
            problem=error and _problem(error), status=status_of(error) if error else HTTPStatus.OK,
        )  # fmt: skip
        if isinstance(error, TooMany):
            page.headers["Retry-After"] = str(error.seconds)
        return page


def let_in(request: Request, cookie: str, back: str = "/") -> Response:
    """Give the browser its new session, and lead it on to a path of ours."""
    response = RedirectResponse(own_path(back), HTTPStatus.SEE_OTHER)
    cookies.put(request, response, cookies.SESSION, cookie, LASTS_SECONDS)
    return response


def before_of(request: Request) -> str | None:
    """The session that the browser brings along: it ends where a new one begins, and is never taken over."""
    return cookies.read(request, cookies.SESSION)


def browser_of(request: Request) -> Browser:
    """Who signs in, as the list of sessions shows it."""
    return Browser(origin_of(request), request.headers.get("user-agent", ""))


async def is_signed_in(sessions: Sessions, request: Request) -> bool:
    """Whether the browser has a session that lasts."""
    try:
        await sessions.actor(before_of(request))
    except SignInNeeded:
        return False
    return True


def status_of(error: Exception) -> int:
    """The HTTP status of a form that is shown again because of this."""
    match error:
        case TooMany():
            return HTTPStatus.TOO_MANY_REQUESTS
        case NotAllowed():
            return HTTPStatus.UNAUTHORIZED
        case FormExpired():
            return HTTPStatus.FORBIDDEN
        case _:
            return HTTPStatus.UNPROCESSABLE_ENTITY


def _problem(error: Exception) -> str:
    if not isinstance(error, TooMany):
        return str(error)
    minutes = -(-error.seconds // 60)
    return (
        f"There were too many wrong attempts. Try again in {plural(minutes, 'minute')}; "
        "a link from `converse signin-link` works at once."
    )
