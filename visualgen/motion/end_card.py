"""The end card: the kit's logo, tagline and address as the last scene of a clip, from the template named `fin`."""

from __future__ import annotations

from visualgen.errors import UnknownName
from visualgen.motion.directions import read_directions
from visualgen.motion.products import ClipJob, Scene
from visualgen.render.products import StillJob
from visualgen.settings import Settings
from visualgen.template.model import Target
from visualgen.template.reading import load_template
from visualgen.template.target import nearest_ratio

TEMPLATE = "fin"


def with_end_card(job: ClipJob, settings: Settings) -> tuple[Scene, ...]:
    """Return the scenes, with the end card where the job or the first template asks for it. Raises what reading a template raises."""
    first = job.scenes[0].still
    sizes = {scene.still.target.size_px for scene in job.scenes}
    if len(sizes) > 1:
        shown = ", ".join(f"{width}×{height}" for width, height in sorted(sizes))
        raise UnknownName(f"the scenes have several sizes: {shown}", mend="give all scenes one ratio")
    if not (job.end_card or read_directions(first.template).end_card):
        return job.scenes
    template = load_template(TEMPLATE, settings)
    width, height = first.target.size_px
    target = Target((width, height), nearest_ratio(template, width / height), first.target.placement)
    return (*job.scenes, Scene(StillJob(template, first.kit, target, {}, draft=first.draft)))
