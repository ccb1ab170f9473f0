"""What turns SVG text, or canonical paths, into pixels; each library has one home module."""
