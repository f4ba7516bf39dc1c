from django.apps import AppConfig


class BriefsConfig(AppConfig):
    """What clients need."""

    name = "touchstone.apps.briefs"
    label = "briefs"
