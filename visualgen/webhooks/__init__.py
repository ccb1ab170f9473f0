"""What a brand's own programs are told: signed as Standard Webhooks says, tried again until they take it."""
