"""The sample month: Maison Levain's calendar of December 2026 and the pictures its posts show."""
