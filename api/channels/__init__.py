"""The accounts posts go out by, and what can be connected."""
