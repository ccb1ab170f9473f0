"""The keys of an organisation's programs."""
