"""Posts looked over before anything leaves."""
