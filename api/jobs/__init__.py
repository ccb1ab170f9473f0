"""Work that goes on after the answer: its state, its progress, its end."""
