from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """What is added to the reference data of the package."""

    name = "touchstone.apps.reference"
    label = "reference"
