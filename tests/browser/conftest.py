"""A real browser, started once; without one these tests say so and are skipped."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.page import Page
from clientfit.case_reader import read_cases
from clientfit.decision import Decision
from clientfit.evaluator import Rules

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-component-update"
    " --disable-background-networking --disable-sync"
)


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("no browser is installed: apt-get install chromium chromium-driver")
    from selenium import webdriver  # noqa: PLC0415  only where there is a browser
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415  the same

    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in (*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    started = webdriver.Chrome(options=options, service=Service(driver))
    yield Page(started, tmp_path_factory.mktemp("pages"))
    started.quit()


def example(rules: Rules, root: Path, name: str) -> Decision:
    (file,) = (root / "docs" / "examples").rglob(f"{name}*.yaml")
    read = next(read_cases(file))
    assert read.case is not None, read.error
    return rules.decide(read.case)


@pytest.fixture(params=["lost-touch", "re-22", "re-48"])
def decision(rules: Rules, root: Path, request: pytest.FixtureRequest) -> Decision:
    return example(rules, root, request.param)


@pytest.fixture
def lost(rules: Rules, root: Path) -> Decision:
    return example(rules, root, "lost-touch")
