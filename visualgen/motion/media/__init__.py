"""Footage and sound that come from outside: opened with care, cut, fitted, mixed."""
