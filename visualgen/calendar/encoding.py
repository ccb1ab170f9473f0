"""The bytes of a text calendar become text: BOM, UTF-8, UTF-16, then what Excel writes on Windows and on a Mac."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FRENCH = frozenset("éèêëàâäîïôöùûüçœæÉÈÊÀÂÎÔÙÇŒÆ«»’‘“”…–—€°·ñóíáúß\u00a0\u202f")
_LEGACY = ("cp1252", "mac_roman", "cp850", "iso8859_15")


def decode(data: bytes) -> str:
    """Return the text of `data`; raises `UnicodeError`, with the reason, where no encoding fits."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name)
    head = data[:4096]
    if b"\0" in head:
        return data.decode(_wide(head))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _damaged(data) or _legacy(data, error)


def encode(text: str) -> bytes:
    """Return `text` as UTF-8; half an emoji, which it cannot hold, becomes U+FFFD: whoever reads it tells that something was lost."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _wide(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    raise UnicodeError("binary data")


def _damaged(data: bytes) -> str:
    """Return UTF-8 with some bytes that are not: half an emoji as a lone surrogate, what else is broken as U+FFFD; "" where it is no UTF-8.

    It is, where its sound letters beyond ASCII are more than twice the broken places: what an editor cut, not another encoding.
    """
    try:
        return data.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    sound = sum(mark > "\x7f" and mark != "\ufffd" for mark in text)
    return text if sound > 2 * text.count("\ufffd") else ""


def _legacy(data: bytes, reason: UnicodeError) -> str:
    """Choose the one-byte encoding under which the accented letters look most like western European text."""
    best, best_score = "", 0.0
    for name in _LEGACY:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        special = [character for character in text if ord(character) > 126]
        controls = sum(1 for character in text if ord(character) < 32 and character not in "\t\r\n\v")
        score = sum(character in _FRENCH for character in special) / max(1, len(special))
        if not controls and score > best_score + 1e-9:
            best, best_score = text, score
    if best_score >= 0.9:
        return best
    match = from_bytes(data).best()
    if match is None or match.chaos > 0.2:
        raise UnicodeError(str(reason))
    return str(match)
