"""`/v1/posts`: what is to be published, and everything a person or program may do with it."""
