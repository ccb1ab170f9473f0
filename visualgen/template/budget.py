"""What a template's logic may cost: steps, output and seconds, counted while Jinja2 runs it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jinja2.runtime import Undefined

from visualgen.errors import LimitExceeded

STEPS = 200_000
SECONDS = 1.5
TEXT_CHARS = 100_000
ITEMS = 10_000
DEPTH = 6

_MEND = "simplify its loops and macros"


@dataclass(slots=True)
class Budget:
    """What is left for one run. `file` is what messages call the template."""

    file: str
    output_chars: int
    deadline_s: float
    steps: int = STEPS

    @classmethod
    def start(cls, file: str, output_chars: int) -> Budget:
        """Return a full budget whose clock runs from now."""
        return cls(file, output_chars, time.monotonic() + SECONDS)

    def step(self) -> None:
        """Count one turn of a loop or one call. Raises `LimitExceeded`."""
        self.steps -= 1
        if self.steps < 0:
            raise LimitExceeded(f"its logic takes more than {STEPS:,} steps", mend=_MEND, file=self.file)
        if self.steps % 64 == 0 and time.monotonic() > self.deadline_s:
            raise LimitExceeded(f"its logic takes longer than {SECONDS:g} s", mend=_MEND, file=self.file)

    def write(self, chars: int) -> None:
        """Count what is written. Raises `LimitExceeded`."""
        self.step()
        self.output_chars -= chars
        if self.output_chars < 0:
            raise LimitExceeded("its output is too long", mend=_MEND, file=self.file)


running: ContextVar[Budget] = ContextVar("running")
"""The budget of the run in progress."""


def counted(iterable: Any) -> Iterator[Any]:
    """Yield what a loop goes over, counting every turn."""
    budget = running.get()
    for item in iterable:
        budget.step()
        yield item


def bounded(value: Any) -> Any:
    """Return a value an expression made, refused when it is too large to be worked with."""
    if isinstance(value, str):
        _check(len(value), TEXT_CHARS, "a text")
    elif isinstance(value, int):
        _check(value.bit_length(), 256, "a number")
    return value


def shallow(value: Any) -> Any:
    """Return a list or map an expression made, refused when it is long or nested deeply (its text would have no bounds)."""
    _nesting(value, DEPTH)
    return value


def scalar(value: Any) -> Any:
    """Return a value that has a short text of its own: no list, map or object; a name without a value says so itself."""
    if isinstance(value, Undefined):
        return str(value)
    if value is None or isinstance(value, (str, int, float, Decimal)):
        return bounded(value)
    raise TypeError(f"{type(value).__name__} is not a text or a number")


def _nesting(value: Any, left: int) -> None:
    if isinstance(value, str) or not isinstance(value, Iterable):
        bounded(value)
        return
    if left == 0:
        raise LimitExceeded("its logic nests lists too deeply", mend=_MEND, file=running.get().file)
    items: Sequence[Any] = list(value.values()) if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    _check(len(items), ITEMS, "a list")
    for item in items:
        running.get().step()
        _nesting(item, left - 1)


def _check(size: int, limit: int, what: str) -> None:
    if size > limit:
        raise LimitExceeded(f"its logic makes {what} too large", mend=_MEND, file=running.get().file)
