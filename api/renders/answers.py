"""How pictures are answered with: their bytes with ETag and findings, or JSON about each."""

from __future__ import annotations

from fastapi import Request, Response

from api.etags import tagged
from api.renders.planning import Planned
from api.renders.schemas import FindingOut, RenderedPage
from visualgen.findings import Finding
from visualgen.pipeline import Rendered

MAX_FINDINGS = 50
"""How many findings a picture's header names."""


def picture(rendered: Rendered) -> Response:
    """Return the picture; what was found goes into a header, as a list of RFC 9651: codes, severities, slots."""
    headers = headers_of(rendered.key)
    if rendered.findings:
        headers["Visualgen-Findings"] = ", ".join(_brief(finding) for finding in rendered.findings[:MAX_FINDINGS])
    return Response(rendered.data, headers=headers, media_type=rendered.media_type)


def headers_of(key: str) -> dict[str, str]:
    """Return the headers of the picture with that render key."""
    return {**tagged(key), "Vary": "Accept"}


def made_page(request: Request, each: Planned, rendered: Rendered, language: str) -> RenderedPage:
    """Return what is told of a finished picture."""
    page = planned_page(each, rendered.findings, language)
    page.url = str(request.url_for("get_render", key=each.key))
    page.bytes, page.media_type = len(rendered.data), rendered.media_type
    page.width, page.height = rendered.size_px
    return page


def planned_page(each: Planned, findings: tuple[Finding, ...], language: str) -> RenderedPage:
    """Return what is known of a picture before it is made."""
    width, height = each.job.target.size_px
    return RenderedPage(
        ratio=each.ratio,
        page=each.job.page,
        pages=each.pages,
        width=width,
        height=height,
        key=each.key,
        url=None,
        bytes=None,
        media_type=None,
        findings=[FindingOut.model_validate(finding.to_dict(language)) for finding in findings],
    )


def _brief(finding: Finding) -> str:
    slot = "" if finding.slot is None else f';slot="{_ascii(finding.slot)}"'
    return f"{finding.code};severity={finding.severity}{slot}"


def _ascii(name: str) -> str:
    return "".join(sign if " " <= sign <= "~" and sign not in '"\\' else "?" for sign in name)
