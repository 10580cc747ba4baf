"""A ballot in chromium: filled in with the keyboard, saved, and collected; panel and round are fictional."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_site_browser import CHROMIUM, DRIVER, FLAGS, show, violations

from forum.cli import run
from forum.commands.init import init
from forum.commands.new import new_recommendation

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def browser(downloads: Path) -> Iterator[Any]:
    if not (CHROMIUM.exists() and DRIVER.exists()):
        pytest.skip("needs Debian's chromium and chromium-driver: apt-get install chromium chromium-driver")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with tempfile.TemporaryDirectory() as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
        try:
            yield driver
        finally:
            driver.quit()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with an open round of two recommendations, one of which tries to be code."""
    folder = tmp_path_factory.mktemp("ballot") / "w"
    init(folder, "A fictional forum <script>document.title = 'broken'</script>")
    new_recommendation(folder, "example", "States should cap `<img src=x onerror=alert(1)>` drones.", name="cap")
    for arguments in (["new", "first"], ["open", "first", "--panel", "5"]):
        assert run(["round", *arguments, "--root", str(folder)]) == 0
    return folder


def saved(folder: Path) -> Path:
    """Wait until the browser has written a file."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if found := sorted(folder.glob("*.json")):
            return found[-1]
        time.sleep(0.05)
    raise AssertionError(f"nothing was saved: {list(folder.iterdir())}")


def test_a_ballot_is_filled_in_by_keyboard_saved_and_collected(
    browser: Any, root: Path, downloads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    browser.get((root / ".forum/ballots/first/send/ballot-01.html").as_uri())
    radios = browser.find_elements(By.CSS_SELECTOR, "input[type=radio]")
    assert len(radios) == 20
    assert browser.find_element(By.ID, "progress").text == "0 of 2 rated"

    browser.find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
    assert browser.find_element(By.ID, "said").text == "Nothing is rated yet."
    radios[9].send_keys(Keys.ARROW_LEFT)  # from no rating to 9
    radios[8].send_keys(Keys.ARROW_LEFT)
    browser.find_element(By.ID, "c-2").send_keys("Is it “clear”?\nNo; not\tyet.")
    assert browser.find_element(By.ID, "progress").text == "1 of 2 rated"
    browser.find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
    file = saved(downloads)

    assert browser.find_element(By.ID, "said").text.startswith(f"Saved as {file.name}, with 1 of 2 ratings.")
    ballot = json.loads(file.read_text(encoding="utf-8"))
    assert [one["ratings"] for one in ballot["items"]] == [{"appropriateness": 8}, {"appropriateness": None}]
    assert ballot["items"][1]["comment"].startswith("Is it “clear”?\nNo; not")
    capsys.readouterr()
    assert run(["round", "collect", "first", str(file), "--root", str(root)]) == 0
    assert "1 of 2  counted" in capsys.readouterr().out


def test_every_control_of_a_ballot_has_a_name_and_nothing_is_loaded_or_run_that_is_not_its_own(
    browser: Any, root: Path
) -> None:
    page = root / ".forum/ballots/first/send/ballot-02.html"
    browser.get(page.as_uri())
    names = browser.execute_script(
        "return [...document.querySelectorAll('input, textarea, button')]"
        ".map((one) => (one.labels?.length ? one.labels[0].textContent : one.textContent).trim())"
    )
    groups = browser.execute_script(
        "return [...document.querySelectorAll('fieldset')].map((one) => one.querySelector('legend').textContent)"
    )

    assert all(names), names
    assert groups == ["How appropriate is this recommendation?"] * 2
    assert browser.title == "Ballot: Rating round first"
    assert "onerror" in browser.find_element("tag name", "main").text
    assert not browser.execute_script("return performance.getEntriesByType('resource').length")
    assert [one["message"] for one in browser.get_log("browser") if "favicon" not in one["message"]] == []
    assert not [word for word in ("http://", "https://") if word in page.read_text()]


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_axe_finds_nothing_and_a_ballot_is_no_wider_than_the_screen(
    browser: Any, root: Path, width: int, dark: bool
) -> None:
    show(browser, root / ".forum/ballots/first/send/ballot-03.html", width, dark)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert violations(browser) == []


def test_the_table_of_a_ballot_is_the_same_ballot(root: Path) -> None:
    text = (root / ".forum/ballots/first/send/ballot-01.csv").read_text(encoding="utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    page = (root / ".forum/ballots/first/send/ballot-01.html").read_text()
    assert all(line[1] in page and line[2] in page and line[3] in page for line in lines[1:])
