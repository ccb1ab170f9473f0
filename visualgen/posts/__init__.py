"""Posts: what is to be published, its versions and words, who approved what, and the calendar file applied."""
