"""Kits and templates: those in the operator's folders, and those that brands upload, version by version."""
