"""`/v1/image-urls` makes public addresses of pictures, `/images/…` is where they lead: drawn at the first call, then kept."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import ValidationError

from api.auth import needs
from api.contract import PICTURES, problems
from api.dependencies import ServiceHere
from api.errors import malformed
from api.etags import is_known
from api.images.schemas import ImageUrl, ImageUrlRequest, SigningKey
from api.images.signing import EXPIRES, SIGNATURE, SLOT, is_signed, keys_of, query, sign
from api.negotiation import MEDIA_TYPES
from api.once import OnceRoute
from api.renders.pictures import SlotPictures
from api.renders.planning import Planned, plan
from api.renders.reading import Order
from api.renders.schemas import RenderRequest
from api.service import Service
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.errors import ContentError, NotAllowed
from visualgen.findings import Finding
from visualgen.pipeline import Rendered
from visualgen.store.ids import LENGTH

router = APIRouter(tags=["images"], route_class=OnceRoute)

PREFIX = "/images"
SAMPLE = "sample"
KNOWN = frozenset({"kit", "ratio", "page", "quality", SAMPLE, EXPIRES, SIGNATURE})
PLANNED_S = 60.0
"""How long a change of a template or kit may go unseen at an address."""
PUBLIC_S = 86_400
"""How long others may keep a picture before they ask again."""
MISSES_PER_SECOND = 5.0
"""How many new pictures a second the addresses of a brand may ask for."""


@router.post("/v1/image-urls", summary="Make a public address", status_code=201, responses=problems(409, 413, 422))
async def create_image_url(
    body: ImageUrlRequest, request: Request, caller: Annotated[Caller, needs(Scope.RENDER)], here: ServiceHere
) -> ImageUrl:
    """Return an address that is a picture: for a mail, a web page, a preview on a network. Whoever has it sees the picture.

    Content is checked when the address is made; it is drawn when it is first asked for. Slots left open would show the drawing's
    samples: that is refused, unless `sample` asks for it.
    """
    brand_id = await run_sync(here.library.whose_kit, caller.brands, caller.folder_kits, body.kit, body.brand)
    pairs = [("kit", body.kit), *((SLOT + name, value) for name, value in body.content.items())]
    if body.ratio is not None:
        pairs.append(("ratio", body.ratio))
    pairs += [(name, str(value)) for name, value, usual in (("page", body.page, 1), ("quality", body.quality, 90)) if value != usual]
    if body.sample:
        pairs.append((SAMPLE, "1"))
    expires = None if body.expires_in_s is None else int(here.clock().timestamp()) + body.expires_in_s
    if expires is not None:
        pairs.append((EXPIRES, str(expires)))
    planned = await _planned(here, brand_id, body.template, body.type, pairs)
    _require_own_words(planned, await here.desk.check(planned.job))
    path = f"{PREFIX}/{brand_id}/{body.template}.{body.type}"
    signature = sign(keys_of(here.vault, brand_id)[0], path, pairs)
    home = here.settings.public_url or str(request.base_url).rstrip("/")
    return ImageUrl(
        url=f"{home}{path}?{query(pairs)}&{SIGNATURE}={signature}",
        expires_at=None if expires is None else datetime.fromtimestamp(expires, UTC),
    )


@router.get("/v1/image-urls/key", summary="Show the signing key", responses=problems(422))
async def get_image_key(
    caller: Annotated[Caller, needs(Scope.ADMIN)],
    here: ServiceHere,
    brand: Annotated[str | None, Query(max_length=100, description="Whose; without it the one brand the caller has.")] = None,
) -> SigningKey:
    """Return the key with which a brand's programs sign addresses themselves, without a call for each."""
    brand_id = caller.brand_id(brand)
    return SigningKey(brand=caller.brand_name(brand_id), path=f"{PREFIX}/{brand_id}/", key=keys_of(here.vault, brand_id)[0])


@router.head(PREFIX + "/{brand}/{template}.{type}", include_in_schema=False)
@router.get(
    PREFIX + "/{brand}/{template}.{type}",
    summary="A public picture",
    response_class=Response,
    responses={200: PICTURES, 304: {"description": "The caller has it already."}, **problems(403, 421, 422, 429, 503)},
)
async def get_image(
    request: Request,
    here: ServiceHere,
    brand: Annotated[str, Path(max_length=LENGTH, description="The brand's id.")],
    template: Annotated[str, Path(max_length=100)],
    type: Annotated[str, Path(pattern="^(jpeg|jpg|png|webp|avif)$")],
    sig: Annotated[str, Query(max_length=100, description="The signature.")] = "",
) -> Response:
    """Return the picture that the query describes, if the brand has signed the address and it has not expired."""
    address = f"{request.url.path}?{request.url.query}"
    pairs = request.query_params.multi_items()
    expires = _expires(request.query_params.get(EXPIRES))
    now = here.clock().timestamp()
    if expires is not None and expires <= now:
        raise NotAllowed("this address has expired", mend="ask for a new one").french("cette adresse a expiré", "demandez-en une nouvelle")
    rendered = _at_hand(here, address)
    if rendered is None:
        if not is_signed(keys_of(here.vault, brand), request.url.path, pairs, sig):
            raise _unsigned()
        await here.rates.take(f"images:{brand}", MISSES_PER_SECOND)
        planned = await _planned(here, brand, template, type, pairs)
        rendered = await here.desk.render(planned.job, planned.key, brand)
        _require_own_words(planned, rendered.findings)
        here.addressed.put(address, (time.monotonic() + PLANNED_S, rendered), len(rendered.data))
    age = PUBLIC_S if expires is None else max(0, min(PUBLIC_S, int(expires - now)))
    headers = {"ETag": f'"{rendered.key}"', "Cache-Control": f"public, max-age={age}"}
    if is_known(request, rendered.key):
        return Response(status_code=304, headers=headers)
    return Response(rendered.data, headers=headers, media_type=rendered.media_type)


def _require_own_words(planned: Planned, findings: Sequence[Finding]) -> None:
    """Raise `ContentError` where the public would be shown a drawing's sample words, unless samples are asked for."""
    open_slots = [finding.slot for finding in findings if finding.code == "sample_used" and finding.slot]
    if open_slots and not planned.job.sample:
        names = ", ".join(open_slots)
        raise ContentError(
            f"the address leaves slots open, which would show the drawing's samples: {names}",
            mend=f'give {"it" if len(open_slots) == 1 else "each"} a value, "" for nothing, or ask for samples with `{SAMPLE}`',
            slot=open_slots[0],
            template=planned.job.template.name,
        ).french(
            f"l’adresse laisse des zones ouvertes, qui montreraient les exemples du dessin : {names}",
            f'donnez une valeur à chacune, "" pour rien, ou demandez les exemples avec `{SAMPLE}`',
        )


def _at_hand(here: Service, address: str) -> Rendered | None:
    """Return the picture of an address that was signed and drawn within the last minute."""
    kept: tuple[float, Rendered] | None = here.addressed.get(address)
    return kept[1] if kept is not None and kept[0] > time.monotonic() else None


async def _planned(here: Service, brand_id: str, template: str, type: str, pairs: Sequence[tuple[str, str]]) -> Planned:
    """Return the picture that an address describes. Raises `ContentError` for a pair that means nothing, and what planning raises."""
    values = dict(pairs)
    unknown = next((name for name in values if name not in KNOWN and not name.startswith(SLOT)), None)
    if unknown is not None or len(values) != len(pairs):
        raise ContentError(f"{unknown or 'a name that comes twice'!r} means nothing in an address", mend=f"a slot is {SLOT}NAME").french(
            f"« {unknown or 'un nom donné deux fois'} » ne veut rien dire dans une adresse", f"une zone s’écrit {SLOT}NOM"
        )
    try:
        asked = RenderRequest.model_validate(
            {
                "template": template,
                "kit": values.get("kit", ""),
                "ratio": values.get("ratio"),
                "content": {name.removeprefix(SLOT): value for name, value in values.items() if name.startswith(SLOT)},
                "page": values.get("page", "1"),
                "sample": values.get(SAMPLE, "0"),
                "output": {"quality": values.get("quality", "90")},
            }
        )
    except ValidationError as error:
        raise malformed(error) from None
    made = "jpeg" if type == "jpg" else type
    output = next(known for known in MEDIA_TYPES if known == made)
    pictures = SlotPictures(here, {}, brand_id)
    (planned,) = await run_sync(plan, Order(asked, {}), output, here.library, brand_id, pictures, limiter=here.planners)
    return planned


def _expires(text: str | None) -> float | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise _unsigned()
    return float(text)


def _unsigned() -> NotAllowed:
    return NotAllowed("this address is not signed by its brand", mend="make it with POST /v1/image-urls").french(
        "cette adresse n’est pas signée par sa marque", "faites-la avec POST /v1/image-urls"
    )
