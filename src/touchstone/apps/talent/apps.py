from django.apps import AppConfig


class TalentConfig(AppConfig):
    """The specialists whom the operator can offer, and the pool's columnar snapshots."""

    name = "touchstone.apps.talent"
    label = "talent"
