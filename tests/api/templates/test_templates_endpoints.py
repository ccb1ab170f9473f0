from __future__ import annotations

import httpx


def test_the_list_has_what_can_be_used_and_why_the_rest_cannot(client: httpx.Client) -> None:
    answer = client.get("/v1/templates").json()
    known = {template["name"]: template for template in answer["templates"]}
    assert {"annonce", "citation", "conseils", "produit"} <= known.keys()
    assert set(known["annonce"]["ratios"]) >= {"4x5", "1x1", "9x16"}
    assert client.get(known["annonce"]["url"]).json()["title"] == known["annonce"]["title"]
    (broken,) = answer["broken"]
    assert (broken["name"], broken["code"], broken["place"]["line"]) == ("broken", "svg", 1)
    assert not broken["place"]["file"].startswith("/")


def test_a_template_is_told_well_enough_for_a_form(client: httpx.Client) -> None:
    answer = client.get("/v1/templates/annonce").json()
    slots = {slot["name"]: slot for slot in answer["slots"]}
    assert (slots["headline"]["type"], slots["headline"]["required"]) == ("text", True)
    assert slots["headline"]["sample"]
    assert slots["photo"]["type"] == "image"
    assert {(drawn["ratio"], drawn["width"], drawn["height"], drawn["pages"]) for drawn in answer["drawn"]} >= {("4x5", 1080, 1350, 1)}


def test_a_template_that_is_not_there(client: httpx.Client) -> None:
    answer = client.get("/v1/templates/anonce")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "annonce" in answer.json()["mend"]


def test_a_template_that_cannot_be_read(client: httpx.Client) -> None:
    answer = client.get("/v1/templates/broken")
    assert (answer.status_code, answer.json()["code"]) == (422, "svg")
