from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    """Openings, and the invitations to fill them."""

    name = "touchstone.apps.engagements"
    label = "engagements"
