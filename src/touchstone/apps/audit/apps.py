from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit."""

    name = "touchstone.apps.audit"
    label = "audit"
