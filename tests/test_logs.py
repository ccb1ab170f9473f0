from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from visualgen import logs
from visualgen.settings import Settings


@pytest.fixture
def untouched() -> Iterator[None]:
    """Put the logging of this process back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.QUIET}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


@pytest.mark.usefixtures("untouched")
def test_machines_get_one_json_object_a_line() -> None:
    stream = io.StringIO()
    logs.configure(Settings(log_format="json"), stream)
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        structlog.get_logger("ours").info("the job ended", job="j1", été=1)
    logging.getLogger("theirs").error("it %s", "broke")
    try:
        raise ValueError("odd")
    except ValueError:
        structlog.get_logger("ours").exception("bad")
    logging.getLogger("procrastinate.worker").info("chatter")
    structlog.get_logger("ours").debug("detail")
    ours, theirs, bad = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert {"event": "the job ended", "job": "j1", "été": 1, "request_id": "r1", "level": "info", "logger": "ours"}.items() <= ours.items()
    assert ours["timestamp"].endswith("Z")
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("it broke", "theirs", "error")
    assert "ValueError: odd" in bad["exception"]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("form", ["json", "console"])
def test_a_traceback_shows_no_values(form: str) -> None:
    stream = io.StringIO()
    logs.configure(Settings(log_format=form), stream)
    token = "".join(("geh", "eim"))
    try:
        raise ValueError(len(token))
    except ValueError:
        structlog.get_logger("ours").exception("bad")
    assert "ValueError: 6" in stream.getvalue()
    assert token not in stream.getvalue()


@pytest.mark.usefixtures("untouched")
def test_people_get_readable_lines_of_the_level_they_asked_for() -> None:
    stream = io.StringIO()
    logs.configure(Settings(log_level="warning"), stream)
    structlog.get_logger("ours").info("not this")
    structlog.get_logger("ours").warning("this", job="j1")
    assert "this" in stream.getvalue()
    assert "job=j1" in stream.getvalue()
    assert "not this" not in stream.getvalue()
    assert "\x1b" not in stream.getvalue()
