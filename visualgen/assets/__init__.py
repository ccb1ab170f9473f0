"""Photos, footage and sound that brands keep, to be named in a slot as `asset:ID`."""
