"""A real Chromium against the application on a local port. Left out where there is no Chromium, unless REQUIRE_BROWSER is set."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright import sync_api as playwright
from werkzeug.serving import make_server

from portal.accounts.models import User
from portal.core.uow import Database
from scripts.chromium import HOW_TO_GET_ONE, browser_required, find_chromium
from tests.beside import skip
from tests.browser.market import Market
from tests.factories.people import make_session
from tests.processes.conftest import RunningPortal

OpenPage = Callable[..., Any]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = find_chromium()
    if path is None:
        if browser_required():
            pytest.fail(HOW_TO_GET_ONE)
        skip("a Chromium", HOW_TO_GET_ONE)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def market(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """The portal running with the sample data, and browsers of those who use it."""
    portal = RunningPortal(tmp_path_factory.mktemp("market"), demo=True)
    try:
        portal.start(within_s=180)
        market = Market(portal, chromium)
        yield market
        market.close()
    finally:
        portal.stop()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Where the application answers while the test runs."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def open_page(chromium: Any, site: str) -> Iterator[OpenPage]:
    """`open_page("/supply", width=390, theme="dark")` gives a Playwright page.

    The test fails afterwards when the page broke the content policy, a script failed or something asked another host.
    """
    faults: list[str] = []
    contexts: list[Any] = []

    def watch(request: Any) -> None:
        if not request.url.startswith((site, "data:", "blob:")):
            faults.append(f"asked another host: {request.url}")

    def open_(
        path: str, *, width: int = 1440, theme: str = "", language: str = "zh-CN", script: bool = True, **options: Any
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale=language, java_script_enabled=script, **options
        )
        contexts.append(context)
        if theme:
            context.add_cookies([{"name": "theme", "value": theme, "url": site}])
        page = context.new_page()
        page.on("request", watch)
        page.on("pageerror", lambda error: faults.append(f"script failed: {error}"))
        page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
        page.set_default_timeout(8000)
        answer = page.goto(site + path)
        assert answer.ok, f"{path} answered {answer.status}"
        if script:
            page.wait_for_selector("html[data-awake]", state="attached")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page_of(app: Flask, database: Database, open_page: OpenPage) -> Callable[..., Any]:
    """`page_of(user, "/threads")`: that person's browser at that page."""

    def open_(user: User, path: str, **options: Any) -> Any:
        with database.writing() as session:
            token = make_session(session, user)
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer
        cookie = {
            "name": "portal", "value": serializer.dumps({"_user_id": token, "_fresh": True}), "domain": "127.0.0.1", "path": "/",
            "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax",
        }  # fmt: skip
        return open_page(path, storage_state={"cookies": [cookie], "origins": []}, **options)

    return open_
