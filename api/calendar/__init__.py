"""`/v1/calendar`: the calendar as code."""
