"""Why a message could not be sent, for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from touchstone.gateways.outbound import Why

# Whether a name is known inside our network is nobody's to find out: both have the same words.
WHY: dict[Why, str | Promise] = {
    Why.FORM: _("This is no address of a web server."),
    Why.CREDENTIALS: _("The address holds a user, a password or a fragment."),
    Why.PLAIN: _("The address is not encrypted."),
    Why.PORT: _("The port belongs to something else than a web server."),
    Why.PRIVATE: _("There is no public host of this name."),
    Why.NO_NAME: _("There is no public host of this name."),
    Why.SLOW_NAME: _("The host's name takes too long to resolve."),
    Why.CERTIFICATE: _("The host's certificate is not valid."),
    Why.UNREACHABLE: _("The host cannot be reached."),
    Why.TIMEOUT: _("There was no answer in time."),
    Why.CUT: _("The connection ended before there was an answer."),
}
