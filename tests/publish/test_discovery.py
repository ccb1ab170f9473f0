from __future__ import annotations

import importlib.metadata
import sys
import types

import pytest

from visualgen.errors import UnknownName
from visualgen.publish import discovery
from visualgen.publish.channel import Capabilities, ChannelKind


def _install(monkeypatch: pytest.MonkeyPatch, thing: object) -> None:
    module = types.ModuleType("someones_channel")
    module.KIND = thing  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "someones_channel", module)
    point = importlib.metadata.EntryPoint("pigeon", "someones_channel:KIND", discovery.GROUP)
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda *, group: [point] if group == discovery.GROUP else [])


def test_every_built_in_channel_opens_its_door() -> None:
    assert discovery.channel_names()[: len(discovery.BUILT_IN)] == discovery.BUILT_IN
    for name in discovery.BUILT_IN:
        assert discovery.channel_kind(name).name == name


def test_a_package_brings_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = ChannelKind(
        "pigeon", "Pigeon", Capabilities(frozenset({"text"}), frozenset()), (), lambda account, outside: None, lambda *_: None
    )  # type: ignore[arg-type, return-value]
    _install(monkeypatch, kind)
    assert "pigeon" in discovery.channel_names()
    assert discovery.channel_kind("pigeon") is kind


def test_what_is_no_channel_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, "not a kind")
    with pytest.raises(UnknownName, match="is not one"):
        discovery.channel_kind("pigeon")
    with pytest.raises(UnknownName, match="did you mean 'pigeon'"):
        discovery.channel_kind("pigeons")
