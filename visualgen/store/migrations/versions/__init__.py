"""One file a change: `NNNN_what.py`, its revision is its file's name, its `down_revision` the one before."""
