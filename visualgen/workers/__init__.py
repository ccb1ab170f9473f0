"""The engine: takes jobs that are delivered, holds them, carries them out in render processes, and hands back what it cannot end."""
