"""Whether this process answers and can render."""
