"""The pages keep up with the code: every command, option, variable, address, field and problem has its place in them."""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.main import get_command

from api import errors
from api.app import create_app
from api.renders.schemas import OutputOptions, RenderRequest
from visualgen.cli import main
from visualgen.formats import placements
from visualgen.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
OPENAPI = DOCS / "openapi.json"


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _sections(page: str) -> dict[str, str]:
    """Return the text below each heading, up to the next one of any level."""
    parts = re.split(r"^#+ +(.+)$", page, flags=re.MULTILINE)
    return {heading.replace("`", "").strip(): text for heading, text in zip(parts[1::2], parts[2::2], strict=True)}


def _commands() -> Iterator[tuple[str, Any]]:
    """Yield every command that does something, by its full name."""
    root: Any = get_command(main.build([command.name for command in main.COMMANDS]))

    def walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        children = getattr(command, "commands", None)
        if children is None:
            yield name, command
            return
        for child_name, child in children.items():
            yield from walk(f"{name} {child_name}", child)

    yield from walk("visualgen", root)


COMMANDS = dict(_commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_its_section(name: str) -> None:
    section = _sections(_page("cli.md")).get(name)
    assert section is not None, f"docs/cli.md has no section {name!r}"
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts if option.startswith("-")} - {"--help"}
    missing = {option for option in options if f"`{option}" not in section}
    assert not missing, f"docs/cli.md, section {name!r}, lacks {sorted(missing)}"


@pytest.mark.parametrize("name", COMMANDS)
def test_no_section_names_an_option_that_is_gone(name: str) -> None:
    section = _sections(_page("cli.md")).get(name, "")
    options = {option for parameter in COMMANDS[name].params for option in (*parameter.opts, *parameter.secondary_opts)}
    named = set(re.findall(r"`(--[a-z-]+)", section))
    assert named <= options | {"--help"}


def test_every_environment_variable_is_told() -> None:
    source = (ROOT / "visualgen" / "settings.py").read_text(encoding="utf-8")
    page = _page("cli.md")
    assert all(f"`{name}`" in page for name in set(re.findall(r'"(VISUALGEN_[A-Z_]+)"', source)))


def _examples() -> list[str]:
    """Return every command line that the pages show, each to be understood by the parser."""
    lines: list[str] = []
    for path in (ROOT / "README.md", *sorted(DOCS.glob("*.md"))):
        for block in re.findall(r"^```(?:sh|bash|console)\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            joined = block.replace("\\\n", " ")
            lines += [line.strip().removeprefix("$ ").removeprefix(".venv/bin/") for line in joined.splitlines()]
    return [line for line in dict.fromkeys(lines) if line.startswith("visualgen ")]


@pytest.mark.parametrize("line", _examples())
def test_every_command_line_shown_is_understood(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    command = next(
        (name for name in sorted(COMMANDS, key=len, reverse=True) if f"visualgen {' '.join(words)} ".startswith(f"{name} ")), None
    )
    if command is None:
        assert words in (["--help"], ["--version"])
        return
    COMMANDS[command].make_context(command, words[len(command.split()) - 1 :])


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    return create_app(Settings()).openapi()


def test_the_contract_on_file_is_the_one_in_force(contract: dict[str, Any]) -> None:
    text = json.dumps(contract, indent=2, ensure_ascii=False) + "\n"
    if not OPENAPI.exists() or OPENAPI.read_text(encoding="utf-8") != text:
        OPENAPI.write_text(text, encoding="utf-8")
        pytest.fail("docs/openapi.json was not the contract in force; it is now: look at the difference and commit it")


def test_every_address_has_its_section(contract: dict[str, Any]) -> None:
    sections = _sections(_page("api.md"))
    addresses = {f"{method.upper()} {path}" for path, methods in contract["paths"].items() for method in methods}
    assert addresses <= sections.keys(), f"docs/api.md lacks {sorted(addresses - sections.keys())}"


def test_every_placement_is_listed() -> None:
    section = _sections(_page("templates.md"))["Placements"]
    assert set(re.findall(r"`([a-z]+\.[a-z0-9]+)`", section)) == {place.id for place in placements()}


def test_every_field_of_a_render_is_told() -> None:
    section = _sections(_page("api.md"))["POST /v1/renders"]
    fields = [*RenderRequest.model_fields, *(f"output.{name}" for name in OutputOptions.model_fields)]
    assert [name for name in fields if f"`{name}`" not in section] == []


def test_every_problem_is_told() -> None:
    section = _sections(_page("api.md"))["Problems"]
    codes = {kind.code for kind, *_ in errors.TABLE} - {"error", "input"}
    assert {code for code in codes if f"`{code}`" not in section} == set()


def test_every_finding_is_told_with_its_numbers() -> None:
    table = {cells[1].strip(" `"): cells for line in _page("findings.md").splitlines() if len(cells := line.split("|")) > 4}
    package = ROOT / "visualgen"
    for path in (*(package / "preflight").rglob("*.py"), package / "batch" / "judging.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "finding":
                continue
            code = ast.literal_eval(call.args[0])
            assert code in table, f"docs/findings.md lacks {code}"
            severities = {node.value for node in ast.walk(call.args[1]) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
            assert severities <= set(re.findall(r"\w+", table[code][2])), code
            numbers = {word.arg for word in call.keywords} - {"fr", "en", "slot", "box_px", "span", "channel", "source", "fix"}
            assert numbers <= set(re.findall(r"\w+", table[code][4])), code


def _examples_of(node: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield every schema that has examples, with each of them."""
    if isinstance(node, dict):
        schema = node.get("schema")
        if isinstance(schema, dict) and isinstance(node.get("examples"), dict):
            yield from ((schema, example["value"]) for example in node["examples"].values())
        if isinstance(node.get("examples"), list):
            yield from ((node, example) for example in node["examples"])
        for child in node.values():
            yield from _examples_of(child)
    elif isinstance(node, list):
        for child in node:
            yield from _examples_of(child)


def test_every_example_in_the_contract_fits_its_schema(contract: dict[str, Any]) -> None:
    found = list(_examples_of(contract))
    assert len(found) > 20
    for schema, example in found:
        Draft202012Validator({**schema, "components": contract["components"]}).validate(example)


def test_every_answer_in_the_contract_has_an_example(contract: dict[str, Any]) -> None:
    answers = [
        (path, method, status, media_type, body)
        for path, methods in contract["paths"].items()
        for method, operation in methods.items()
        for status, answer in operation["responses"].items()
        for media_type, body in answer.get("content", {}).items()
    ]
    for path, method, status, media_type, body in answers:
        name = body["schema"].get("$ref", "").rpartition("/")[2]
        shown = "examples" in body or "examples" in contract["components"]["schemas"].get(name, {})
        assert shown or body["schema"].get("format") == "binary", (path, method, status, media_type)


def _links() -> list[tuple[Path, str]]:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("**/*.md"))]
    return [
        (page, link)
        for page in pages
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:", link)
    ]


@pytest.mark.parametrize(("page", "link"), _links(), ids=lambda value: value.name if isinstance(value, Path) else value)
def test_every_link_leads_somewhere(page: Path, link: str) -> None:
    path, _, anchor = link.partition("#")
    target = page if not path else (page.parent / path).resolve()
    assert target.exists()
    if anchor:
        headings = re.findall(r"^#+ +(.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
        assert anchor in slugs
