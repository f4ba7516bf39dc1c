from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """The pages of the operator's staff."""

    name = "touchstone.apps.operations"
    label = "operations"
