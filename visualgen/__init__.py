"""visualgen: brand kits and SVG templates become finished pictures, posts and clips."""

__version__ = "0.1.0"
