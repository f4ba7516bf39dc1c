from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """An organisation's people and programs."""

    name = "touchstone.apps.organisations"
    label = "organisations"
