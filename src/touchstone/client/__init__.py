"""The typed API client: its floor is laid; it comes with API tokens."""
