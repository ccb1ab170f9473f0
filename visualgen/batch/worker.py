"""What runs inside a render process: one World, opened once, and the functions that are sent to it by name."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from visualgen.errors import LimitExceeded, VisualgenError
from visualgen.motion.products import ClipJob
from visualgen.pipeline import Rendered, RenderedClip, World, render_clip, render_still
from visualgen.render.products import StillJob
from visualgen.settings import Settings

_worlds: dict[Settings, World] = {}


def world_of(settings: Settings) -> World:
    """Return this process's World for `settings`, opened at the first call."""
    if settings not in _worlds:
        _worlds[settings] = World.open(settings)
    return _worlds[settings]


def warm(settings: Settings) -> None:
    """Import what renders and open the World, so that the first picture does not wait for it."""
    world_of(settings)


def render(job: StillJob, settings: Settings) -> Rendered:
    """Return the picture of `job`. Raises what the pipeline raises."""
    return render_still(job, world_of(settings))


def look_many(jobs: Sequence[StillJob], settings: Settings) -> list[Rendered | VisualgenError]:
    """Do as `render_many`, and judge the pixels too."""
    return render_many(jobs, settings, look_closely=True)


def render_many(jobs: Sequence[StillJob], settings: Settings, *, look_closely: bool = False) -> list[Rendered | VisualgenError]:
    """Return the picture of every job, or the error it met; `look_closely` as in `render_still`.

    Each has `settings.limits.render_seconds`; past that the process ends (the alarm's default action, which needs no
    help from Python and so ends C code too), and the pool reports it.
    """
    answers: list[Rendered | VisualgenError] = []
    for job in jobs:
        signal.setitimer(signal.ITIMER_REAL, settings.limits.render_seconds)
        try:
            answers.append(render_still(job, world_of(settings), look_closely=look_closely))
        except VisualgenError as error:
            answers.append(error)
        except MemoryError:
            answers.append(LimitExceeded("rendering needed more memory than allowed", mend="use smaller photos"))
        except Exception as error:  # noqa: BLE001 — a fault in one picture must not take the month with it
            answers.append(unexpected(error))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    return answers


def make_clip(job: ClipJob, settings: Settings, path: Path) -> RenderedClip:
    """Write the clip of `job` to `path` and its poster beside it, in this render process. Raises what the pipeline raises.

    It has `settings.limits.clip_render_seconds`; past that the process ends, as in `render_many`. A service calls it through a pool:
    `pool.submit(make_clip, job, settings, path, timeout_s=settings.limits.clip_render_seconds + 30)`.
    """
    signal.setitimer(signal.ITIMER_REAL, settings.limits.clip_render_seconds)
    try:
        return render_clip(job, world_of(settings), path, look_closely=True)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def make_clip_here(job: ClipJob, settings: Settings, path: Path) -> RenderedClip:
    """Write the clip as `make_clip` does, in a person's own process: Ctrl-C ends it between two frames, time ends it by an error."""
    with interrupt_held() as came, within(settings.limits.clip_render_seconds):

        def told(done: int, total: int) -> None:
            if came:
                raise KeyboardInterrupt

        return render_clip(job, world_of(settings), path, told, look_closely=True)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `LimitExceeded` in what takes longer than `seconds`, where this is the main thread.

    C code is not ended, only what follows it: a hard end takes a process of its own (`RenderPool`).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def time_is_up(*_: object) -> None:
        raise LimitExceeded(f"rendering took more than {seconds:g} s", mend="use smaller photos, a simpler drawing or fewer effects")

    before = signal.signal(signal.SIGALRM, time_is_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def interrupt_held() -> Iterator[list[int]]:
    """Let Ctrl-C wait for the end of the block, where this is the main thread; give the list that is no longer empty once it came.

    Raised in the middle of a rendering it may fall into a callback from C, where Python can only drop it.
    """
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            raise KeyboardInterrupt


def unexpected(error: BaseException) -> VisualgenError:
    """Return an error nobody foresaw as one that can be shown in a row."""
    return VisualgenError(f"unexpected {type(error).__name__}: {error}", mend="report this as a bug, with the row and the template")
