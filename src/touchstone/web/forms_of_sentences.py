"""The English forms of the sentences that the core writes for people, so that the catalogues can hold them."""

from django.utils.translation import gettext_noop as _

FORMS: tuple[str, ...] = (
    _("United States, salaried"),
    _("United States, on contract"),
    _("Latin America, on contract"),
    _("As the brief offers"),
)
