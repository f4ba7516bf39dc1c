from django.apps import AppConfig


class SpecialistsConfig(AppConfig):
    """The specialists' own pages."""

    name = "touchstone.apps.specialists"
    label = "specialists"
