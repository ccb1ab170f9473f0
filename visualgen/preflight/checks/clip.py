"""A clip against what its placement takes, and against the weight that was asked."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import SEVERITY_ORDER, Finding, finding
from visualgen.formats import ClipLimits, placement
from visualgen.preflight.clip import CHECKS, ClipFacts


def judge_clip(facts: ClipFacts) -> tuple[Finding, ...]:
    """Return every finding on the clip, as a file and as it is seen and heard, the most severe first."""
    found = [*_weight(facts), *_placed(facts), *_media(facts), *(one for check in CHECKS for one in check(facts))]
    return tuple(sorted(found, key=lambda one: SEVERITY_ORDER[one.severity]))


def _weight(facts: ClipFacts) -> Iterator[Finding]:
    if facts.max_bytes is None or facts.weight_bytes <= facts.max_bytes:
        return
    weight, most = facts.weight_bytes, facts.max_bytes
    yield finding(
        "too_heavy",
        "blocks",
        fr=(
            f"Le clip pèse {weight} octets, {most} étaient demandés.",
            "Raccourcissez-le, choisissez une taille plus petite ou moins d’images par seconde.",
        ),
        en=(f"The clip weighs {weight} bytes, {most} were asked.", "Make it shorter, choose a smaller size or fewer frames a second."),
        weight_bytes=weight,
        max_bytes=most,
    )


def _placed(facts: ClipFacts) -> Iterator[Finding]:
    if facts.placement is None:
        return
    place = placement(facts.placement)
    limits = place.clips.get(facts.type)
    if limits is None:
        if place.clips:
            kinds = ", ".join(place.clips)
            yield finding(
                "clip_type",
                "blocks",
                fr=(f"{place.title} ne prend pas de {facts.type}.", f"Choisissez {kinds}."),
                en=(f"{place.title} takes no {facts.type}.", f"Choose {kinds}."),
                type=facts.type,
            )
        return
    yield from _length(facts, limits, place.title)
    yield from _rate(facts, limits, place.title)
    yield from _size(facts, limits, place.title)


def _length(facts: ClipFacts, limits: ClipLimits, title: str) -> Iterator[Finding]:
    if limits.seconds is not None and not limits.seconds[0] - 0.02 <= facts.duration_s <= limits.seconds[1] + 0.02:
        least, most = limits.seconds
        yield finding(
            "clip_length",
            "blocks",
            fr=(f"Le clip dure {facts.duration_s:.1f} s ; {title} prend de {least:g} à {most:g} s.", "Donnez-lui une autre durée."),
            en=(f"The clip lasts {facts.duration_s:.1f} s; {title} takes {least:g} to {most:g} s.", "Give it another duration."),
            duration_s=round(facts.duration_s, 2),
            least_s=least,
            most_s=most,
        )
    if limits.frames is not None and facts.frames > limits.frames:
        yield finding(
            "clip_frames",
            "blocks",
            fr=(
                f"Le clip a {facts.frames} images ; {title} en prend {limits.frames}.",
                "Raccourcissez-le, ou baissez le nombre d’images par seconde.",
            ),
            en=(f"The clip has {facts.frames} frames; {title} takes {limits.frames}.", "Make it shorter, or lower its frames a second."),
            frames=facts.frames,
            most=limits.frames,
        )


def _rate(facts: ClipFacts, limits: ClipLimits, title: str) -> Iterator[Finding]:
    if limits.fps is not None and not limits.fps[0] <= facts.fps <= limits.fps[1]:
        least, most = limits.fps
        yield finding(
            "clip_rate",
            "blocks",
            fr=(
                f"Le clip a {facts.fps:g} images par seconde ; {title} en prend de {least:g} à {most:g}.",
                "Choisissez 30 images par seconde.",
            ),
            en=(f"The clip has {facts.fps:g} frames a second; {title} takes {least:g} to {most:g}.", "Choose 30 frames a second."),
            fps=facts.fps,
            least=least,
            most=most,
        )


def _size(facts: ClipFacts, limits: ClipLimits, title: str) -> Iterator[Finding]:
    if limits.size_px is not None and (facts.size_px[0] > limits.size_px[0] or facts.size_px[1] > limits.size_px[1]):
        width, height = limits.size_px
        yield finding(
            "clip_size",
            "blocks",
            fr=(f"{title} prend des clips de {width} × {height} px au plus.", "Choisissez une taille plus petite."),
            en=(f"{title} takes clips of {width} × {height} px at the most.", "Choose a smaller size."),
            width_px=facts.size_px[0],
            height_px=facts.size_px[1],
        )
    if limits.max_bytes is not None and facts.weight_bytes > limits.max_bytes and facts.max_bytes is None:
        yield finding(
            "too_heavy",
            "blocks",
            fr=(
                f"Le clip pèse {facts.weight_bytes} octets ; {title} en prend {limits.max_bytes}.",
                "Raccourcissez-le, ou choisissez une taille plus petite.",
            ),
            en=(
                f"The clip weighs {facts.weight_bytes} bytes; {title} takes {limits.max_bytes}.",
                "Make it shorter, or choose a smaller size.",
            ),
            weight_bytes=facts.weight_bytes,
            max_bytes=limits.max_bytes,
        )


def _media(facts: ClipFacts) -> Iterator[Finding]:
    if facts.silenced:
        yield finding(
            "clip_silent",
            "notes",
            fr=(f"Un {facts.type} n’a pas de son : la bande-son n’y est pas.", "Demandez un mp4 pour l’entendre."),
            en=(f"A {facts.type} has no sound: the soundtrack is not in it.", "Ask for an mp4 to hear it."),
            type=facts.type,
        )
    for slot in facts.hdr:
        yield finding(
            "footage_hdr",
            "notes",
            fr=(
                "Cette vidéo est en HDR : ses couleurs ont été ramenées à ce que les réseaux montrent.",
                "Regardez-la ; pour en décider vous-même, exportez-la en SDR (BT.709).",
            ),
            en=(
                "This video is HDR: its colours were brought to what the networks show.",
                "Look at it; to decide yourself, export it as SDR (BT.709).",
            ),
            slot=slot,
        )
