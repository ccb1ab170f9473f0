"""Who may do what: organisations hold brands, people sign in, programs bring keys."""
