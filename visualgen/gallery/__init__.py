"""How a gallery of templates is judged (the wall) and drawn (the watch page)."""
