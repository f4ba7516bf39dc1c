"""Webhooks: what happens in an organisation is told to its own programs, signed, and again until they have heard."""
