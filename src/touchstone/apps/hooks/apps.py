from django.apps import AppConfig


class HooksConfig(AppConfig):
    """What happens is told to an organisation's own programs."""

    name = "touchstone.apps.hooks"
    label = "hooks"
