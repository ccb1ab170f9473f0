from __future__ import annotations

import socket

import pytest

from visualgen.cli.serve import listen, loopback
from visualgen.errors import SettingsError


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.0.0.2"])
def test_addresses_of_this_machine(host: str) -> None:
    assert loopback(host).is_loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.10", "2001:db8::1"])
def test_addresses_others_can_reach_are_refused(host: str) -> None:
    with pytest.raises(SettingsError, match="no accounts yet") as caught:
        loopback(host)
    assert "127.0.0.1" in caught.value.mend


def test_a_name_is_no_address() -> None:
    with pytest.raises(SettingsError, match="not an address"):
        loopback("studio.example")


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match="cannot be had"):
            listen("127.0.0.1", taken.getsockname()[1])


def test_listening() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockname()[1] > 0
