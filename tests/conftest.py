"""What holds for every test: the programs it needs, no process left behind, nothing skipped in CI."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.rigs import disks, leftovers, programs

# An example's first run may import half a library; a test that is too slow meets pytest-timeout.
hypothesis.settings.register_profile("here", deadline=None, print_blob=True)
hypothesis.settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)

STORIES = Path(__file__).parent / "story"
IN_CI = os.environ.get("CI") == "true"
FOUND_LEFT = "left behind"  # what a worker hands to the controller

ABSENT = pytest.StashKey[dict[str, str]]()
LEFT = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="the thorough tests too")
    parser.addoption("--fuzz", type=int, metavar="N", help="only what is tried with any input, with N of them each")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("ci" if IN_CI else "here")
    if examples := config.getoption("--fuzz"):
        _fuzz(config, examples)
    gc.set_threshold(50_000)  # as Airdate does: looking for garbage took a sixth of the time
    os.environ["LC_ALL"] = "C.UTF-8"  # the terminal is spoken to in its language, and tests read English
    config.stash[ABSENT] = {}
    config.stash[LEFT] = []
    if _runs_tests(config):
        leftovers.mark_children()


def _fuzz(config: pytest.Config, examples: int) -> None:
    """Each run tries others; each test takes as long as it takes."""
    hypothesis.settings.register_profile("fuzz", deadline=None, print_blob=True, max_examples=examples)
    hypothesis.settings.load_profile("fuzz")
    config.option.timeout = 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--fuzz"):
        items[:] = [item for item in items if hypothesis.is_hypothesis_test(getattr(item, "function", None))]
    thorough = [item for item in items if item.get_closest_marker("thorough")]
    if thorough and not config.getoption("--all"):
        config.hook.pytest_deselected(items=thorough)
        items[:] = [item for item in items if item not in thorough]
    mounting = [item for item in items if item.get_closest_marker("mounts")]
    if mounting and not disks.can_mount():
        config.hook.pytest_deselected(items=mounting)
        items[:] = [item for item in items if item not in mounting]
    _deal_out(items)
    known = programs.known()
    for item in items:
        for program in _needs(item):
            if program not in known:
                raise pytest.UsageError(f"{item.nodeid} needs {program!r}, which programs.txt does not list")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Install what the chosen tests need, before the clock of any of them runs."""
    if _runs_tests(session.config) and not session.config.getoption("collectonly"):
        gc.freeze()  # what thousands of tests are made of stays to the end
        needed = {program for item in session.items for program in _needs(item)}
        session.config.stash[ABSENT] = programs.absent_after_installing(needed)


def pytest_runtest_setup(item: pytest.Item) -> None:
    absent = [reason for program, reason in item.config.stash[ABSENT].items() if program in _needs(item)]
    if absent and IN_CI:
        pytest.fail("; ".join(absent), pytrace=False)
    elif absent:
        pytest.skip("; ".join(absent))


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    config = session.config
    if _runs_tests(config):
        config.stash[LEFT].extend(leftovers.end_all())
    worker_output = getattr(config, "workeroutput", None)
    if worker_output is not None:
        worker_output[FOUND_LEFT] = config.stash[LEFT]
    else:
        _complain(session)
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    output: dict[str, list[str]] = getattr(node, "workeroutput", {})
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    left: list[str] = config.stash[LEFT]
    left.extend(output.get(FOUND_LEFT, []))


def _complain(session: pytest.Session) -> None:
    """Turn what concerns no test alone into errors of the run, so that the closing line counts them."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None:
        return
    left = session.config.stash[LEFT]
    complaints = {"processes left behind": "\n".join(left)}
    if IN_CI and (skipped := terminal.stats.get("skipped")):
        complaints["skipped, which CI does not allow"] = "\n".join(sorted({report.nodeid for report in skipped}))
    for headline, text in complaints.items():
        if text:
            report = pytest.TestReport(
                nodeid=headline,
                location=(headline, None, headline),
                keywords={},
                outcome="failed",
                longrepr=text,
                when="teardown",
            )
            terminal.stats.setdefault("error", []).append(report)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _runs_tests(config: pytest.Config) -> bool:
    """Whether tests run in this very process: not so in the controller of pytest-xdist."""
    return hasattr(config, "workerinput") or config.getoption("dist", "no") == "no"


def _deal_out(items: list[pytest.Item]) -> None:
    """The thorough stories take minutes, and mostly wait: dealt among the others, the end waits for none of them."""
    stories = [item for item in items if STORIES in item.path.parents and item.get_closest_marker("thorough")]
    others = [item for item in items if item not in stories]
    step = len(others) * 3 // 4 // max(len(stories), 1)
    for number, story in enumerate(stories):
        others.insert(number * (step + 1), story)
    items[:] = others


def _needs(item: pytest.Item) -> set[str]:
    return {program for marker in item.iter_markers("needs") for program in marker.args}
