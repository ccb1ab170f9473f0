"""What a review is once it is done: posts with their findings, each in its place, the first to be mended first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from visualgen.findings import SEVERITIES, Finding, Severity


@dataclass(frozen=True, slots=True)
class Step:
    """One mend that was carried out: the finding it answers, and what was done, in French and English."""

    code: str
    slot: str | None
    fr: str
    en: str

    def to_dict(self, language: str) -> dict[str, Any]:
        """Return the step as JSON data in one language."""
        return {"code": self.code, "slot": self.slot, "done": self.fr if language == "fr" else self.en}


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture or clip that was looked over: its file in the folder, its findings; of a mended one, its file before and what was done.

    `annotated` is the file with the findings drawn on it, "" where there is none.
    """

    file: str
    ratio: str
    page: int
    size_px: tuple[int, int]
    findings: tuple[Finding, ...]
    annotated: str = ""
    before: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A post, or a template's sample: `said` are the findings on its words and on its files for its channels.

    `texts` maps a field (`caption`, `alt`…, `caption:CHANNEL`) to the text that spans refer to; `mended` maps it to the text after
    its safe fixes, where they change it.
    """

    id: str
    title: str
    date: dt.date | None = None
    line: int | None = None
    channels: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    mended: Mapping[str, str] = field(default_factory=dict)
    said: tuple[Finding, ...] = ()
    pictures: tuple[Seen, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, words first."""
        return (*self.said, *(finding for picture in self.pictures for finding in picture.findings))

    @property
    def worst(self) -> Severity | None:
        """The worst severity, None where there is nothing."""
        return min((finding.severity for finding in self.findings), key=SEVERITIES.index, default=None)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every mend that was carried out on its pictures."""
        return tuple(step for picture in self.pictures for step in picture.steps)


@dataclass(frozen=True, slots=True)
class Review:
    """A month, or a template, looked over; `subject` is the calendar's file or the template's name."""

    subject: str
    kit: str
    kit_title: str
    posts: tuple[Reviewed, ...]

    @property
    def by_urgency(self) -> tuple[Reviewed, ...]:
        """The posts, what is to be mended first before the rest: the worst severity, then the soonest, then the most findings."""

        def rank(post: Reviewed) -> tuple[int, dt.date, int]:
            severity = len(SEVERITIES) if post.worst is None else SEVERITIES.index(post.worst)
            return severity, post.date or dt.date.min, -len(post.findings)

        return tuple(sorted(self.posts, key=rank))

    @property
    def counts(self) -> Counter[str]:
        """How many findings there are of each severity."""
        return Counter(finding.severity for post in self.posts for finding in post.findings)

    def fails(self, on: str) -> bool:
        """Return whether there is a finding at least as severe as `on` (blocks, warns or notes)."""
        return any(self.counts[severity] for severity in SEVERITIES[: SEVERITIES.index(on) + 1])

    def to_dict(self, language: str) -> dict[str, Any]:
        """Return the review as JSON data, most urgent first, the words of findings in one language."""
        return {
            "subject": self.subject,
            "kit": self.kit,
            "counts": {severity: self.counts[severity] for severity in SEVERITIES},
            "posts": [_post(post, language) for post in self.by_urgency],
        }


def _post(post: Reviewed, language: str) -> dict[str, Any]:
    return {
        "id": post.id,
        "title": post.title,
        "date": post.date.isoformat() if post.date else None,
        "line": post.line,
        "channels": list(post.channels),
        "worst": post.worst,
        "findings": [finding.to_dict(language) for finding in post.said],
        "mended": dict(post.mended),
        "pictures": [
            {
                "file": picture.file,
                "ratio": picture.ratio,
                "page": picture.page,
                "width": picture.size_px[0],
                "height": picture.size_px[1],
                "annotated": picture.annotated or None,
                "before": picture.before or None,
                "done": [step.to_dict(language) for step in picture.steps],
                "findings": [finding.to_dict(language) for finding in picture.findings],
            }
            for picture in post.pictures
        ],
    }
