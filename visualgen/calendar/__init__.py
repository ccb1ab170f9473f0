"""The calendar file: one row a post; CSV, XLSX or YAML, one meaning; frozen rows, no database."""
