"""The brands there are, and what they bring."""
