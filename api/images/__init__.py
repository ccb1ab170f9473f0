"""Public addresses that are pictures: what is drawn stands in the query, and a signature says that the brand wants it."""
