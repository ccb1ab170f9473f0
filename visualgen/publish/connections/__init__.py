"""The accounts posts go out by: connected by a person, their secrets sealed, renewed by one process at a time, their health known."""

from visualgen.publish.connections.accounts import ConnectedAccounts
from visualgen.publish.connections.health import Health, health_of
from visualgen.publish.connections.service import account_name, check, connect, connections_of, disconnect, prolong_all, take_warnings

__all__ = [
    "ConnectedAccounts", "Health", "account_name", "check", "connect", "connections_of", "disconnect", "health_of", "prolong_all",
    "take_warnings",
]  # fmt: skip
