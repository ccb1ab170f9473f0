"""What a brand's own programs are told, and how it went."""
