"""The sample clips: one for each sample brand, as a community manager would post them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from visualgen.brand.reading import load_kit
from visualgen.motion.jobs import clip_job, clip_target
from visualgen.motion.products import ClipJob, ClipOutput, Transition
from visualgen.render.content import picture_file
from visualgen.render.products import StillJob
from visualgen.settings import Settings
from visualgen.template.reading import load_template

RATIO = "9x16"


@dataclass(frozen=True, slots=True)
class SampleClip:
    """A clip of the demo: its file's name, its kit, its scenes (template and words, a photo by its name), and what joins them."""

    name: str
    kit: str
    scenes: tuple[tuple[str, Mapping[str, Any]], ...]
    enter: Transition
    end_card: bool = True


CLIPS = (
    SampleClip(
        "clip-levain.mp4",
        "levain",
        (
            (
                "annonce",
                {
                    "kicker": "Au fournil",
                    "headline": "La galette est *sortie* du four",
                    "text": "Feuilletage pur beurre, crème d’amande du jour.",
                    "date": "Dès samedi, 8 h",
                    "cta": "Réservez au comptoir",
                    "photo": "galette",
                },
            ),
            (
                "produit",
                {
                    "name": "La galette des Rois",
                    "description": "Feuilletage pur beurre, crème d’amande du jour.",
                    "price": "24 €",
                    "old": "",
                    "badge": "Pour six",
                    "photo": "galette",
                },
            ),
        ),
        Transition("crossfade", 0.6),
    ),
    SampleClip("clip-prise.mp4", "prise", (("promo", {}),), Transition("wipe", 0.6)),
    SampleClip("clip-appui.mp4", "appui", (("evenement", {}),), Transition("crossfade", 0.6)),
)


def clip_jobs(photos: Path, settings: Settings) -> dict[str, ClipJob]:
    """Return the jobs of the sample clips by file name; the photos of the sample month lie in `photos`.

    Each encodes with one thread: they are made side by side.
    """
    return {clip.name: _job(clip, photos, settings) for clip in CLIPS}


def _job(clip: SampleClip, photos: Path, settings: Settings) -> ClipJob:
    kit = load_kit(clip.kit, settings)
    stills = []
    for name, words in clip.scenes:
        template = load_template(name, settings)
        content = {
            slot: picture_file(photos / f"{value}.jpg", settings.limits) if slot == "photo" else value for slot, value in words.items()
        }
        known = {slot: value for slot, value in content.items() if slot in template.slots}
        stills.append(StillJob(template, kit, clip_target(RATIO, template, "mp4", settings.limits), known, sample=True))
    output = ClipOutput("mp4", threads=1)
    return clip_job(tuple(stills), output, settings.limits, transition=clip.enter, end_card=clip.end_card)
