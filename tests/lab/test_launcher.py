"""The launcher's card for a new paper, in chromium, as an author sees it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--window-size=1300,900")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Any]:
    if not (CHROMIUM.exists() and DRIVER.exists()):
        pytest.skip("needs Debian's chromium and chromium-driver: apt-get install chromium chromium-driver")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield driver
    finally:
        driver.quit()


def wait(what: Callable[[], Any], seconds: float = 60) -> Any:
    """Return what is found as soon as it is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("it does not come")


def test_an_author_makes_a_paper_from_the_launcher(lab: tuple[Path, str, str], browser: Any) -> None:
    root, address, token = lab

    def find(selector: str) -> Any:
        return next((one for one in browser.find_elements("css selector", selector) if one.is_displayed()), None)

    browser.get(f"{address}/lab?token={token}")
    card = wait(lambda: find(".jp-LauncherCard[title='Make a paper of the forum from its template']"))
    assert card.text == "New paper"
    if shots := os.environ.get("SCREENSHOTS"):
        browser.save_screenshot(f"{shots}/launcher.png")
    card.click()
    wait(lambda: find(".jp-Dialog input")).send_keys("Swarms at sea")
    find(".jp-Dialog .jp-mod-accept").click()
    wait((root / "recommendations/papers/swarms-at-sea/paper.md").exists)
    text = wait(lambda: find(".jp-FileEditor .cm-content"))
    wait(lambda: "title: Swarms at sea" in text.text)
    if shots:
        browser.save_screenshot(f"{shots}/paper.png")
