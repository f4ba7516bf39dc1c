"""Every address of the pages and the API."""

from django.urls import include, path

from touchstone.server import refusals
from touchstone.server.api import api

urlpatterns = [
    path("", include("touchstone.apps.briefs.urls")),
    path("", include("touchstone.apps.matching.urls")),
    path("", include("touchstone.apps.engagements.urls")),
    path("", include("touchstone.apps.specialists.urls")),
    path("", include("touchstone.apps.operations.urls")),
    path("", include("touchstone.apps.organisations.urls")),
    path("", include("touchstone.apps.hooks.urls")),
    path("", include("touchstone.apps.jobs.urls")),
    path("", include("touchstone.web.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/factors/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", api.urls),
]
handler400 = refusals.bad_request
handler403 = refusals.forbidden
handler404 = refusals.not_found
handler500 = refusals.fault
