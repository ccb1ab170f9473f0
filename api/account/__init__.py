"""The pages where people sign in and look after their account: plain forms, no script."""
