"""Clips: scenes that move, made as a job."""
