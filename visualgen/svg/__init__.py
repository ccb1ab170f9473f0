"""The SVG language: reading, attributes, lengths, colours, matrices, paths and shapes; knows nothing of brands or templates."""
