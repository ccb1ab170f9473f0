"""A calendar rendered in one batch: the plan, the workers, what changed, and the sheets to look at."""
