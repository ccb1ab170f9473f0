from __future__ import annotations

import io
import zipfile

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


def test_a_brands_own_template_from_its_upload_to_its_end(client: httpx.Client) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><text id="slot:{}" y="50">a</text></svg>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("offre/1x1.svg", drawing.format("words"))
    form = {"data": {"name": "offre", "brand": "levain"}, "files": {"archive": ("offre.zip", stream.getvalue())}}
    made = client.post("/v1/templates", **form)  # type: ignore[arg-type]
    assert (made.status_code, made.json()["version"]) == (201, 1)
    assert client.post("/v1/templates", **form).json()["version"] == 2  # type: ignore[arg-type]
    assert [slot["name"] for slot in client.get(made.headers["location"]).json()["slots"]] == ["words"]
    listed = next(template for template in client.get("/v1/templates").json()["templates"] if template["name"] == "offre")
    assert (listed["brand"], listed["version"]) == ("levain", 2)
    order = {"template": "offre", "kit": "levain", "content": {"words": "Bonjour"}}
    assert client.post("/v1/renders", json=order, headers={"Accept": "image/*"}).status_code == 200
    assert client.post("/v1/renders", json=order | {"kit": "prise"}).json()["code"] == "unknown_name"
    assert client.delete("/v1/templates/offre").status_code == 204
    assert client.get("/v1/templates/offre").status_code == 404
    assert client.delete("/v1/templates/annonce").json()["code"] == "not_found"


def test_an_archive_that_cannot_be_used_is_a_problem(client: httpx.Client) -> None:
    def upload(files: dict[str, str | bytes], name: str = "offre") -> httpx.Response:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, data in files.items():
                archive.writestr(entry, data)
        return client.post("/v1/templates", data={"name": name, "brand": "levain"}, files={"archive": ("a.zip", stream.getvalue())})

    for files, code in (
        ({"../1x1.svg": "x"}, "archive"),
        ({"1x1.svg": b"\0" * 50_000_000}, "limit"),
        ({"1x1.svg": "<svg xmlns='http://www.w3.org/2000/svg'><g></svg>"}, "svg"),
        ({"readme.txt": "x"}, "template"),
    ):
        answer = upload(files)  # type: ignore[arg-type]
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
        assert answer.json()["mend"]
    assert upload({"1x1.svg": "x"}, "../offre").json()["code"] == "malformed"
    missing = client.post("/v1/templates", data={"name": "x", "brand": "levain"}, files={"other": ("a.zip", b"x")})
    assert (missing.status_code, missing.json()["code"]) == (422, "malformed")
