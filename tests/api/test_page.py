"""What docs/api.md tells a newcomer to send is taken."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
CALL = re.compile(r"curl (?:(?!curl ).)*?http://127\.0\.0\.1:8000(/v1/\S+)(?:(?!curl ).)*?-d '(.*?)'", re.DOTALL)
CALLS = [(path, json.loads(body)) for path, body in CALL.findall(PAGE)]
ELSEWHERE = [(path, body) for path, body in CALLS if path == "/v1/assets"]
"""What is fetched from another site: a test calls none."""


def test_the_page_has_its_calls() -> None:
    assert len(CALLS) == PAGE.count(" -d '{") >= 8
    assert len(ELSEWHERE) == 1


@pytest.mark.parametrize(("path", "body"), [call for call in CALLS if call not in ELSEWHERE])
def test_every_body_on_the_page_is_taken(client: httpx.Client, path: str, body: dict[str, Any]) -> None:
    answer = client.post(path, json=body)
    assert answer.status_code in (200, 201, 202), answer.text
    if answer.status_code == 202:
        assert client.post(f"{answer.json()['url']}/cancel").status_code == 200
    if path == "/v1/webhooks":
        assert client.delete(f"/v1/webhooks/{answer.json()['id']}").status_code == 204
