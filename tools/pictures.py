"""Draw the pictures of the README into docs/pictures: `python tools/pictures.py`. Everything in them is rendered by the project."""

from __future__ import annotations

import hashlib
import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from visualgen.batch.plan import plan_calendar
from visualgen.brand.reading import load_kit
from visualgen.calendar.reading import read_calendar
from visualgen.demo.material import KIT, lay_out_month
from visualgen.motion.end_card import TEMPLATE as END_CARD
from visualgen.pipeline import World, render_still
from visualgen.render.products import Output, PictureValue, StillJob
from visualgen.settings import Settings
from visualgen.template.reading import find_templates, load_template
from visualgen.template.target import resolve_target

OUT = Path(__file__).parents[1] / "docs" / "pictures"
GROUND = "#e9e6df"
COLORS = 256
FACE = (0.5, 0.55)

Post = tuple[str, int, dict[str, Any]]
BRANDS: dict[str, tuple[Post, ...]] = {
    "levain": (
        ("annonce", 1, {
            "kicker": "8 décembre", "headline": "Le four reste *allumé*",
            "text": "Soupe à l’oignon, brioche tiède et vin chaud, au comptoir.",
            "date": "Ce soir, jusqu’à 22 h", "cta": "On vous attend", "photo": "fournil.jpg",
        }),
        ("produit", 1, {
            "name": "Couronne aux pralines roses", "description": "Brioche au beurre, pralines concassées au fournil. Pour huit.",
            "price": "18,50 €", "old": "21 €", "badge": "Retour de saison", "photo": "couronne.jpg",
        }),
        ("citation", 1, {
            "quote": "Je fais le tour du pâté de maisons exprès pour arriver à la fournée.", "author": "Georges",
            "role": "voisin du 14, client du premier jour", "photo": "voisin.jpg",
        }),
        ("conseils", 1, {"kicker": "Le conseil du fournil", "headline": "gestes pour garder son pain quatre jours", "photo": "miche.jpg"}),
    ),
    "prise": (
        ("annonce", 1, {
            "kicker": "Nouveau mur", "headline": "Le dévers *ouvre* samedi",
            "text": "Quarante blocs neufs, du jaune au noir. Essais libres toute la journée.",
            "date": "Samedi 5 décembre, 9 h – 21 h", "cta": "Viens grimper",
        }),
        ("produit", 1, {
            "name": "Le carnet de dix", "description": "Dix entrées, un an pour grimper, à partager avec qui tu veux.", "price": "98 €",
            "old": "130 €", "badge": "Jusqu’au 24",
        }),
        ("citation", 1, {"quote": "Ici, on te crie « allez » avant de connaître ton prénom.", "author": "Samia", "role": "depuis mars"}),
        ("conseils", 2, {"title1": "Chauffe tes doigts", "text1": "Dix minutes de grosses prises, bras tendus, avant le premier bloc."}),
    ),
    "appui": (
        ("annonce", 1, {
            "kicker": "Atelier du cabinet", "headline": "Le dos, sans le craindre",
            "text": "Une heure pour comprendre ce qui fait mal, et ce qui fait du bien.", "date": "Jeudi 10 décembre, 18 h 30",
            "cta": "Réservez votre place",
        }),
        ("produit", 1, {
            "name": "Bilan du coureur", "description": "Quarante-cinq minutes : la foulée, les appuis, un plan de reprise.",
            "price": "60 €", "badge": "Avant l’hiver",
        }),
        ("citation", 1, {"quote": "Je remarche sans y penser. C’est cela, guérir.", "author": "Claire", "role": "opérée du genou en mai"}),
        ("conseils", 2, {"title1": "Levez-vous toutes les heures", "text1": "Deux minutes debout suffisent : le dos aime changer d’avis."}),
    ),
}  # fmt: skip


def main() -> None:
    """Draw them all."""
    OUT.mkdir(exist_ok=True)
    settings = Settings.from_environment({})
    world = World.open(settings)
    save(gallery(world, settings), "gallery")
    with tempfile.TemporaryDirectory() as folder:
        calendar = lay_out_month(Path(folder))
        save(month(calendar, world, settings), "month")
        for kit, posts in BRANDS.items():
            save(
                sheet([picture(kit, post, calendar.parent / "photos", world, settings) for post in posts], columns=2, width=360, gap=16),
                kit,
            )


def month(calendar: Path, world: World, settings: Settings) -> Image.Image:
    """Return the month at a glance: the first picture of every post, 4x5."""
    plan = plan_calendar(read_calendar(calendar), calendar.parent, load_kit(KIT, settings), settings, ratios=("4x5",))
    jobs = [replace(post.pictures[0].job, output=Output("png")) for post in plan.posts]
    return sheet([opened(render_still(job, world).data) for job in jobs], columns=10, width=180, gap=10)


def gallery(world: World, settings: Settings) -> Image.Image:
    """Return every template but the end card once, 4x5, with the words it was drawn with; the brands take turns."""
    kits = [load_kit(name, settings) for name in BRANDS]
    templates = [template for template in find_templates(settings) if template.name != END_CARD]
    jobs = [
        StillJob(template, kits[number % len(kits)], resolve_target("4x5", template), {}, sample=True, output=Output("png"))
        for number, template in enumerate(templates)
    ]
    return sheet([opened(render_still(job, world).data) for job in jobs], columns=6, width=260, gap=14)


def picture(kit: str, post: Post, photos: Path, world: World, settings: Settings) -> Image.Image:
    """Return one post of a brand, 4x5; optional slots that are not set stay empty."""
    name, page, content = post
    template = load_template(name, settings)
    unset = {slot: "" for slot, spec in template.slots.items() if not (spec.required or spec.value or spec.default)}
    values: dict[str, Any] = unset | content
    if values.get("photo"):
        data = (photos / values["photo"]).read_bytes()
        values["photo"] = PictureValue(data, hashlib.sha256(data).hexdigest(), values["photo"], FACE if name == "citation" else "auto")
    job = StillJob(template, load_kit(kit, settings), resolve_target("4x5", template), values, page=page, sample=True, output=Output("png"))
    return opened(render_still(job, world).data)


def sheet(pictures: list[Image.Image], *, columns: int, width: int, gap: int) -> Image.Image:
    """Return `pictures` side by side, each `width` px wide, `gap` px apart and around."""
    height = round(width * pictures[0].height / pictures[0].width)
    rows = -(-len(pictures) // columns)
    result = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + gap) + gap), GROUND)
    for index, single in enumerate(pictures):
        place = (gap + index % columns * (width + gap), gap + index // columns * (height + gap))
        result.paste(single.resize((width, height), Image.Resampling.LANCZOS), place)
    return result


def opened(data: bytes) -> Image.Image:
    """Return the picture in `data`."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def save(result: Image.Image, name: str) -> None:
    """Write docs/pictures/`name`.png, with a palette: light to clone."""
    small = result.quantize(COLORS, method=Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.FLOYDSTEINBERG)
    small.save(OUT / f"{name}.png", optimize=True)
    print(OUT / f"{name}.png", result.size)


if __name__ == "__main__":
    main()
