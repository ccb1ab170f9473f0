"""A month at once: a calendar becomes pictures."""
