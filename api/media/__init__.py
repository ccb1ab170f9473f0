"""`/media/…`: addresses under which a network fetches what it is to publish."""
