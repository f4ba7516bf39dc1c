"""Shortlists."""
