"""What looking closely costs: a still's pixels beyond its render, and a month's words."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from bench import cpu
from visualgen.batch.judging import judge_row
from visualgen.batch.manifest import Entry
from visualgen.batch.plan import plan_calendar
from visualgen.brand.reading import load_kit
from visualgen.calendar.reading import read_calendar
from visualgen.demo.material import KIT, lay_out_month
from visualgen.pipeline import World, render_still
from visualgen.render.products import PictureValue, StillJob
from visualgen.settings import Settings
from visualgen.template.reading import load_template
from visualgen.template.target import resolve_target

STILLS = {
    "annonce": {
        "headline": "Le carnet est ouvert",
        "text": "Seigle, couronnes et bûches.",
        "date": "Jusqu’au 20 décembre",
        "cta": "Commandez",
    },
    "produit": {"name": "La miche de meule", "price": "7,80 €", "description": "Farine de meule, levain naturel."},
    "citation": {"quote": "Je fais le tour du pâté de maisons pour cette odeur.", "author": "Georges", "role": "voisin du 14"},
}


def measure(photo: bytes, times: int) -> dict[str, float]:
    """Return CPU ms: a still looked at closely beyond its render (words new in each picture), a new photo's first look, a month's words."""
    settings = Settings.from_environment()
    kit = load_kit("levain", settings)
    value = PictureValue(photo, hashlib.sha256(photo).hexdigest(), "bench.jpg", (0.5, 0.5))
    found: dict[str, float] = {}
    for name, words in STILLS.items():
        template = load_template(name, settings)
        target = resolve_target("4x5", template)
        for label, more in (("", {}), (" with a photo", {"photo": value})):
            world = World.open(settings)
            slot = next(iter(words))

            def job(number: int, words: dict[str, str] = words, more: dict[str, PictureValue] = more, slot: str = slot) -> StillJob:
                return StillJob(template, kit, target, {**words, **more, slot: f"{words[slot]} {number}"})  # noqa: B023

            for close in (True, False):
                render_still(job(0), world, look_closely=close)
            costs = [
                cpu.best_ms(lambda n, close=close, world=world: render_still(job(n), world, look_closely=close), times)
                for close in (False, True)
            ]
            found[f"preflight of {name}{label}, beyond its render of {costs[0]:.0f} ms"] = costs[1] - costs[0]
    with tempfile.TemporaryDirectory() as folder:
        rows = read_calendar(lay_out_month(Path(folder)))
        plan = plan_calendar(rows, Path(folder), kit, settings)
        files = [Entry("", "", 200_000, (1080, 1350), "image/jpeg", "", "4x5", 1, 1)]
        judge_row(plan.posts[0].row, files, kit)
        found[f"the words of a month ({KIT}, {len(plan.posts)} posts, every channel)"] = cpu.best_ms(
            lambda _: [judge_row(post.row, files, kit) for post in plan.posts], 3
        )
    return found
