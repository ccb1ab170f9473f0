"""Finished pictures and clips, kept by their render key, and the orders they are made from."""
