"""The brands of an organisation."""
