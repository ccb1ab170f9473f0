"""One call renders one post: its picture, or all its ratios and pages."""
