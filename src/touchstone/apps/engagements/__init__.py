"""Openings, and the invitations to fill them: what is offered to a specialist, and what they answer."""
