"""A round that fails is told, and the loop goes on."""

from __future__ import annotations

import pytest
import structlog
from sqlalchemy.exc import OperationalError, TimeoutError

from visualgen.store.outages import surviving

log = structlog.get_logger("test")


@pytest.mark.parametrize("error", [OperationalError("SELECT 1", None, Exception("server closed")), TimeoutError("server closed")])
def test_a_database_that_does_not_answer_is_news(error: Exception) -> None:
    with structlog.testing.capture_logs() as logs, surviving(log, "the sweep"):
        raise error
    assert logs == [{"log_level": "info", "event": "the database does not answer", "doing": "the sweep", "error": "server closed"}]


def test_a_bug_is_an_error_with_its_traceback() -> None:
    with structlog.testing.capture_logs() as logs, surviving(log, "the sweep"):
        raise KeyError("x")
    assert [(entry["log_level"], entry["doing"], entry["exc_info"]) for entry in logs] == [("error", "the sweep", True)]


def test_who_asks_to_end_is_let_go() -> None:
    with pytest.raises(KeyboardInterrupt), surviving(log, "the sweep"):
        raise KeyboardInterrupt
