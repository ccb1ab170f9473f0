"""Before anything leaves: a month or a template looked over, each finding in its place, mends applied, and a report to work through."""
