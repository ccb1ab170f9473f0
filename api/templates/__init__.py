"""What can be drawn, and with which slots."""
