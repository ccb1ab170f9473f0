"""Two machines in one: network namespaces with a cable each where that is allowed, else process groups that can be frozen."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from tests.workers.fleet import Fleet


@dataclass
class Machine:
    """A place to run processes in: `server` is the address by which it reaches what runs outside."""

    server: str = "127.0.0.1"
    prefix: tuple[str, ...] = ()
    cable: str | None = None
    fleets: list[Fleet] = field(default_factory=list)

    def cut_off(self) -> None:
        """Pull the cable; where there is none, freeze the machine's processes."""
        self._set(up=False)

    def bring_back(self) -> None:
        """Undo `cut_off`."""
        self._set(up=True)

    def _set(self, *, up: bool) -> None:
        if self.cable is not None:
            _run("ip", "link", "set", self.cable, "up" if up else "down")
            return
        for fleet in self.fleets:
            for process in fleet.running.values():
                os.killpg(process.pid, signal.SIGCONT if up else signal.SIGSTOP)


@contextmanager
def machines(count: int) -> Iterator[list[Machine]]:
    """Yield that many machines."""
    with ExitStack() as stack:
        if namespaces_allowed():
            yield [stack.enter_context(_namespace(number)) for number in range(count)]
        else:
            yield [Machine() for _ in range(count)]


def namespaces_allowed() -> bool:
    """Return whether this process may make network namespaces and run in them."""
    if os.getuid() != 0 or shutil.which("ip") is None:
        return False
    name = f"vg-probe-{os.getpid()}"
    try:
        _run("ip", "netns", "add", name)
        try:
            _run("ip", "netns", "exec", name, "true")
            _run("ip", "link", "add", f"vp{os.getpid()}", "type", "veth", "peer", "name", "inside", "netns", name)
        finally:
            _run("ip", "netns", "del", name)
    except subprocess.CalledProcessError:
        return False
    return True


@contextmanager
def _namespace(number: int) -> Iterator[Machine]:
    name, cable = f"vg-{os.getpid()}-{number}", f"v{os.getpid()}-{number}"
    network = f"10.{200 + os.getpid() % 50}.{os.getpid() // 50 % 250}"
    outside, inside = f"{network}.{4 * number + 1}", f"{network}.{4 * number + 2}"
    _run("ip", "netns", "add", name)
    try:
        _run("ip", "link", "add", cable, "type", "veth", "peer", "name", "inside", "netns", name)
        _run("ip", "addr", "add", f"{outside}/30", "dev", cable)
        _run("ip", "link", "set", cable, "up")
        for words in (("link", "set", "lo", "up"), ("addr", "add", f"{inside}/30", "dev", "inside"), ("link", "set", "inside", "up")):
            _run("ip", "-n", name, *words)
        yield Machine(outside, ("ip", "netns", "exec", name), cable)
    finally:
        _run("ip", "netns", "del", name)


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)
