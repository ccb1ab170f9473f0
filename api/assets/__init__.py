"""Photos, footage and sound that slots name as `asset:ID`."""
