"""Clips: CSS motion read from the drawing, played frame by frame, joined into scenes and written as a file."""
