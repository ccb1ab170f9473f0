"""The HTTP door: one call, one post. FastAPI; RFC 9457 problems; the OpenAPI document is the contract."""
