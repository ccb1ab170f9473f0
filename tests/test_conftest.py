from __future__ import annotations

import socket

import pytest


def test_a_call_outside_this_machine_is_refused() -> None:
    with socket.socket() as client, pytest.raises(AssertionError, match="no network"):
        client.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match="no network"):
        socket.getaddrinfo("visualgen.example", 443)


def test_loopback_is_allowed() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
