from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from mfa_binder.book.proof import read_proof
from mfa_binder.book.proof_status import section_statuses
from mfa_binder.book.sidecar import read_sidecar
from mfa_binder.site.rehearsal_report import REPORT_INDEX, report_pages
from mfa_binder.site.site_build import build_site

ROOT = Path(__file__).parents[2]
PAGES = Path(__file__).with_name("pages")
DATED = date(2026, 11, 24)
# Without these, Chromium looks up its maker's hosts at every start.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def pages() -> Path:
    """A small runbooks/ of our own."""
    return PAGES


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of `pages`; to be read only."""
    site = tmp_path_factory.mktemp("built") / "site"
    build_site(PAGES, site, None, "Example Corp hardware MFA", dated=DATED)
    return site


@pytest.fixture(scope="session")
def example_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the repository's own runbooks/, with its rehearsal report; to be read only."""
    site = tmp_path_factory.mktemp("example") / "site"
    proof = read_proof(ROOT / "rehearsal.json")
    told = report_pages(section_statuses(read_sidecar(ROOT / "runbooks.json"), proof, lambda names: ""), proof)
    build_site(ROOT / "runbooks", site, None, "Example Corp hardware MFA", dated=DATED, pages=told, report=REPORT_INDEX)
    return site


@pytest.fixture(scope="session")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    home = str(tmp_path_factory.mktemp("home"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET, env={**os.environ, "HOME": home})
        yield browser
        browser.close()


@dataclass
class Visit:
    """A visitor without a network: what the pages asked for and complained of."""

    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A visitor who is offline; loopback still answers, because no request is stopped for `offline` alone."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    visit = Visit(context)
    context.on("request", lambda request: visit.requests.append(request.url))
    context.on("weberror", lambda error: visit.complaints.append(str(error.error)))
    context.on("console", lambda message: visit.complaints.append(message.text) if message.type == "error" else None)
    yield visit
    context.close()
