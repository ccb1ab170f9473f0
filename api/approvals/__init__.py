"""The client's page: posts as they will look, a comment, yes or no; no account, no script."""
