"""What a user would pick instead, drawing the same design. Each returns CPU milliseconds a picture, or None where it cannot run here."""
