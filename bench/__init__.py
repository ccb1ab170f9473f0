"""Measurements beside the peers, in one run: CPU time of whole process trees, printed as ratios."""
