"""Calls to addresses that strangers chose: only to the public internet, never into the machine's own network."""
