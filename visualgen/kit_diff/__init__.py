"""Two brand kits, or a kit before and after a change, compared by the pictures they make."""
