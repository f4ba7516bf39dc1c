from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Shortlists."""

    name = "touchstone.apps.matching"
    label = "matching"
