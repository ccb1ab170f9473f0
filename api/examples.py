"""The examples of the contract: whole requests and answers, as they are in truth. A test holds them to their schemas."""

from __future__ import annotations

from pydantic import JsonValue

KEY = "5f0c1d9a7be34c8f9d2e6a1b0c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f"
DOT = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mM4MzMNAAQAAcwAz6yBAAAAAElFTkSuQmCC"
HOME = "http://127.0.0.1:8000/v1"

RENDER_REQUESTS: dict[str, dict[str, JsonValue]] = {
    "words": {
        "template": "annonce",
        "kit": "levain",
        "ratio": "4x5",
        "content": {
            "headline": "Le four est *rallumé*",
            "text": "Pains et brioches dès sept heures.",
            "date": "Samedi 9 h",
            "cta": "Venez goûter",
        },
    },
    "samples in several sizes": {
        "template": "conseils",
        "kit": "appui",
        "ratios": ["4x5", "instagram.story", "1200x628"],
        "sample": True,
        "output": {"type": "jpeg", "max_bytes": 2_000_000},
        "language": "fr",
    },
    "a clip, which is always a job": {
        "template": "promo",
        "kit": "prise",
        "ratio": "instagram.reel",
        "sample": True,
        "output": {"type": "mp4"},
        "clip": {"duration_s": 8, "end_card": True},
    },
    "pictures and a clip in one call": {
        "template": "annonce",
        "kit": "levain",
        "content": {"headline": "Le four est *rallumé*", "text": "Pains et brioches dès sept heures."},
        "outputs": [{"type": "jpeg", "ratio": "4x5"}, {"type": "png", "ratio": "1x1"}, {"type": "mp4", "ratio": "instagram.reel"}],
        "clip": {"duration_s": 6},
    },
    "a photo with its focal point": {
        "template": "produit",
        "kit": "levain",
        "content": {
            "name": "La tourte de seigle",
            "price": "6,40 €",
            "photo": {
                "src": DOT,
                "focus": "0.5,0.3",
            },
        },
    },
}
FINDING: dict[str, JsonValue] = {
    "code": "sample_used",
    "severity": "warns",
    "slot": "text",
    "message": "The template’s sample is still in the picture.",
    "mend": "Give “text” a value, or set it to nothing.",
    "numbers": {},
    "box_px": None,
    "span": None,
    "channel": None,
    "source": None,
    "fix": None,
}
RENDER_RESPONSE: dict[str, JsonValue] = {
    "template": "annonce",
    "kit": "levain",
    "language": "en",
    "pages": [
        {
            "ratio": "4x5",
            "page": 1,
            "pages": 1,
            "width": 1080,
            "height": 1350,
            "key": KEY,
            "url": f"{HOME}/renders/{KEY}",
            "bytes": 148_211,
            "media_type": "image/jpeg",
            "findings": [FINDING],
        }
    ],
}
BROKEN: dict[str, JsonValue] = {
    "name": "promo",
    "code": "svg",
    "message": "the markup is not well-formed: Opening and ending tag mismatch",
    "mend": "export the drawing again",
    "place": {"file": "templates/promo.svg", "line": 12},
}
TEMPLATE_SUMMARY: dict[str, JsonValue] = {
    "name": "annonce",
    "title": "Annonce",
    "purpose": "Un rendez-vous, une nouveauté, des horaires.",
    "tags": ["annonce", "événement"],
    "ratios": ["1x1", "4x5", "9x16"],
    "brand": None,
    "version": None,
    "url": f"{HOME}/templates/annonce",
}
TEMPLATE_LIST: dict[str, JsonValue] = {"templates": [TEMPLATE_SUMMARY], "broken": [BROKEN]}
TEMPLATE_DETAIL: dict[str, JsonValue] = {
    "name": "annonce",
    "title": "Annonce",
    "purpose": "Un rendez-vous, une nouveauté, des horaires.",
    "tags": ["annonce", "événement"],
    "drawn": [{"ratio": "4x5", "width": 1080, "height": 1350, "pages": 1}],
    "slots": [
        {
            "name": "headline",
            "type": "text",
            "required": True,
            "computed": False,
            "help": "Le titre : deux à huit mots.",
            "sample": "Portes\nouvertes",
            "default": None,
            "lines": 4,
            "fit_px": [52, 230],
            "fields": [],
        }
    ],
}
KIT_LIST: dict[str, JsonValue] = {
    "kits": [
        {"name": "levain", "title": "Maison Levain", "locale": "fr-FR", "brand": "levain", "version": None, "url": f"{HOME}/kits/levain"}
    ],
    "broken": [],
}
KIT_DETAIL: dict[str, JsonValue] = {
    "name": "levain",
    "title": "Maison Levain",
    "locale": "fr-FR",
    "timezone": "Europe/Paris",
    "tokens": {"--color-primary": "#a83e1b", "--typography-headline-family": "Fraunces"},
    "fonts": ["Fraunces", "Figtree"],
    "artwork": ["logo", "logo/reversed", "device"],
    "accounts": {"instagram": "@maisonlevain"},
}
HEALTH: dict[str, JsonValue] = {"status": "ok", "version": "0.1.0", "workers": 2, "waiting": 0}

READINESS: dict[str, JsonValue] = {"ready": True, "database": True, "blobs": True}

SCHEMAS: dict[str, list[dict[str, JsonValue]]] = {
    "RenderRequest": [*RENDER_REQUESTS.values()],
    "RenderResponse": [RENDER_RESPONSE],
    "TemplateList": [TEMPLATE_LIST],
    "TemplateDetail": [TEMPLATE_DETAIL],
    "KitList": [KIT_LIST],
    "KitDetail": [KIT_DETAIL],
    "Health": [HEALTH],
    "Readiness": [READINESS],
}
"""The examples of each schema."""


def problem_example(status: int, code: str, title: str) -> dict[str, JsonValue]:
    """Return a problem as a caller sees it."""
    return {
        "type": f"urn:visualgen:problem:{code}",
        "title": title,
        "status": status,
        "detail": "what happened, in a sentence",
        "code": code,
        "mend": "what to do, in a sentence",
        "place": {"slot": "headline"} if code == "content" else {},
        "language": "en",
    }
