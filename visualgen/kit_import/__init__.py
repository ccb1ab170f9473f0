"""A brand kit proposed from what an agency has: a charter PDF, a logo, tokens, a style sheet."""
