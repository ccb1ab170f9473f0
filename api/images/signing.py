"""The signature of a picture's address: HMAC-SHA256 over path and sorted query, with a key of the brand's own.

The key is derived from the service's secret, so that nothing is stored and every machine knows it; a brand's program that has
it makes addresses without a call.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import quote, urlencode

from visualgen.store.vault import Vault

SIGNATURE = "sig"
EXPIRES = "expires"
SLOT = "slot."
Pairs = Iterable[tuple[str, str]]


def keys_of(vault: Vault, brand_id: str) -> tuple[str, ...]:
    """Return the keys that addresses of a brand may be signed with; the first one is in force."""
    return vault.keys(f"images {brand_id}")


def sign(key: str, path: str, pairs: Pairs) -> str:
    """Return the signature of an address: unpadded base64url, 43 characters."""
    mac = hmac.new(key.encode(), canonical(path, pairs).encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode("ascii").rstrip("=")


def is_signed(keys: Iterable[str], path: str, pairs: Pairs, signature: str) -> bool:
    """Return whether the signature is one of these keys'."""
    listed, given = list(pairs), signature.encode("utf-8", "surrogatepass")
    return any(hmac.compare_digest(sign(key, path, listed).encode(), given) for key in keys)


def canonical(path: str, pairs: Pairs) -> str:
    """Return what is signed: the path, `?`, and the pairs but the signature, sorted, percent-encoded as RFC 3986 says."""
    return f"{path}?{query(pairs)}"


def query(pairs: Pairs) -> str:
    """Return the pairs but the signature as a query, sorted."""
    return urlencode(sorted((name, value) for name, value in pairs if name != SIGNATURE), quote_via=quote, safe="")
