"""The browser of the tests: Playwright's own Chromium, else one of the system's, else one installed now.

`python -m tests.browser` makes sure that one starts; `make test` calls it. A machine without a browser is an
error that says what to do: the browser tests are never skipped.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys

from playwright.async_api import Browser, Page, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

FLAGS = (
    "--no-sandbox",  # Chromium's sandbox does not start as root or in most containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SYSTEM_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CONNECT_MS = "5000"
DOWNLOAD_SECONDS = 600


class NoBrowser(Exception):
    """No browser starts. Install one: `apt-get install chromium`, or run `playwright install --with-deps`."""


async def launch(playwright: Playwright) -> Browser:
    """Start a headless Chromium.

    Raises:
        NoBrowser: with what each candidate said.
    """
    refusals = []
    for path in [None, *filter(None, map(shutil.which, SYSTEM_BROWSERS))]:
        try:
            return await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        except PlaywrightError as error:
            refusals.append(f"  {path or 'Playwright’s own'}: {error.message.strip().splitlines()[0]}")
    raise NoBrowser("\n".join([NoBrowser.__doc__ or "", *refusals]))


async def sign_in(page: Page, link: str) -> None:
    """Follow a sign-in link and press its button: a mere look doesn't use it up."""
    await page.goto(link)
    await page.get_by_role("button", name="Sign in as").click()
    await page.wait_for_url("**/")


async def version() -> str:
    """Name and version of the browser that `launch` starts."""
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        try:
            return f"Chromium {browser.version}"
        finally:
            await browser.close()


def install() -> None:
    """Get a browser: Playwright's where it can be downloaded, else Debian's package if we may install one."""
    environment = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": CONNECT_MS, **os.environ}
    download = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    try:
        done = subprocess.run(
            download, env=environment, timeout=DOWNLOAD_SECONDS, capture_output=True, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        done = 1
    if done == 0 and _starts():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Playwright's Chromium is not to be had here; installing the system's package.", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False, stdin=subprocess.DEVNULL)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
            env=quiet,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


def _starts() -> bool:
    try:
        asyncio.run(version())
    except NoBrowser:
        return False
    return True


def main() -> int:
    if not _starts():
        print("Getting a browser for the tests …", flush=True)
        install()
    try:
        print(f"Browser for the tests: {asyncio.run(version())}")
    except NoBrowser as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
