"""The web edition in chromium: accessible, no wider than a telephone, usable without a mouse or scripts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from edition_sample import COMPUTATIONS, sample_report

from forum.changes.values import (
    Changes,
    End,
    PaperChange,
    Piece,
    RecommendationChange,
    ResultChange,
    SentenceChange,
    TextChange,
)
from forum.site import write_site
from forum.stages.change_pages import changes_page

pytestmark = pytest.mark.browser
TEMPLATES = Path(__file__).parent.parent.parent / "templates" / "site"
CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not (CHROMIUM.exists() and DRIVER.exists()):
        pytest.skip("needs Debian's chromium and chromium-driver: apt-get install chromium chromium-driver")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    with tempfile.TemporaryDirectory() as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
        try:
            yield driver
        finally:
            driver.quit()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    (folder / "report.pdf").write_bytes(b"%PDF-")
    files = {"PDF": folder / "report.pdf"}
    return write_site(sample_report(folder), folder / "site", TEMPLATES, files, COMPUTATIONS).value.parent


def show(browser: Any, page: Path, width: int = 1280, dark: bool = False, scripts: bool = True) -> None:
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
    browser.get(page.as_uri())


def violations(browser: Any) -> list[str]:
    from axe_core_python.selenium import Axe

    found = Axe().run(browser, options={"resultTypes": ["violations"]})["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_axe_finds_nothing_on_any_page(browser: Any, site: Path, width: int, dark: bool) -> None:
    found = {}
    for path in sorted(site.rglob("*.html")):
        show(browser, path, width, dark)
        if said := violations(browser):
            found[path.name] = said
    assert not found


def test_no_page_is_wider_than_a_telephone(browser: Any, site: Path) -> None:
    for path in sorted(site.rglob("*.html")):
        show(browser, path, 390)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 390, path.name


def test_styles_and_scripts_pass_the_security_policy_from_disk(browser: Any, site: Path) -> None:
    browser.get_log("browser")
    for path in sorted(site.rglob("*.html")):
        show(browser, path)
    assert browser.get_log("browser") == []
    assert browser.execute_script("return getComputedStyle(document.querySelector('.top')).borderTopStyle") == "solid"


def test_the_filter_leaves_the_recommendations_that_fit(browser: Any, site: Path) -> None:
    show(browser, site / "index.html")
    shown = "return Array.from(document.querySelectorAll('#site-cards > li')).filter(one => !one.hidden).length"
    assert browser.execute_script(shown) == 5

    field = browser.find_element("id", "site-filter-text")
    field.send_keys("armed forces log")

    assert browser.execute_script(shown) == 1
    assert browser.find_element("id", "site-filter-count").text == "1"
    field.clear()
    browser.find_element("css selector", "#site-filter-addressees option[value=states]").click()
    assert browser.execute_script(shown) == 2


def test_without_scripts_everything_is_shown_and_the_filter_is_not(browser: Any, site: Path) -> None:
    show(browser, site / "index.html", scripts=False)
    try:
        cards = browser.find_elements("css selector", "#site-cards > li")
        assert all(card.is_displayed() for card in cards)
        assert not browser.find_element("id", "site-filter").is_displayed()
        assert browser.find_element("css selector", ".side li a").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_the_first_key_leads_past_the_contents(browser: Any, site: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    show(browser, site / "papers" / "shift.html")
    browser.find_element("tag name", "body").send_keys(Keys.TAB)
    first = browser.switch_to.active_element

    assert first.get_attribute("class") == "skip"
    assert first.rect["x"] >= 0
    first.send_keys(Keys.ENTER)
    assert browser.switch_to.active_element.get_attribute("id") == "site-main"


def test_contents_are_folded_on_a_telephone_and_open_on_a_desk(browser: Any, site: Path) -> None:
    for width, opened in ((390, False), (1280, True)):
        show(browser, site / "papers" / "shift.html", width)
        assert browser.execute_script("return document.querySelector('.side details').open") is opened


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_the_page_of_what_changed_is_as_accessible(browser: Any, tmp_path: Path, width: int, dark: bool) -> None:
    (tmp_path / "forum.toml").write_text('[forum]\ntitle = "Lanterns"\nlanguage = "nl"\nnotice = "A draft."\n')
    pieces = (Piece("same", "Light "), Piece("gone", "every"), Piece("new", "each"), Piece("same", " lamp."))
    sentences = (SentenceChange(pieces, "Harbours"), SentenceChange((Piece("same", "It moved."),), moved=True))
    changes = Changes(
        End("v1.0", "e" * 40, "2031-01-01"),
        End(""),
        recommendations=(RecommendationChange("changed", "rec-lamp", "lamps", pieces, language="en"),),
        papers=(PaperChange("changed", "lamps", "On lamps", text=TextChange(sentences, 1, 1), language="en"),),
        results=(ResultChange(f"/notebooks/{'long-' * 30}name.ipynb?set=b#x", "value", "38", "41"),),
    )
    (tmp_path / "page.html").write_text(changes_page(tmp_path, changes))
    show(browser, tmp_path / "page.html", width, dark)
    assert violations(browser) == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
