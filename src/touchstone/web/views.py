"""Pages that belong to no app: how everything looks, and the choice of light or dark."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from touchstone.web.theme import COOKIE, THEMES, YEAR


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every token, mark and component, light and dark side by side."""
    from touchstone.web.samples import samples

    return render(request, "web/styleguide.html", samples())


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or as the system has it, and go back to where the reader was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        response.set_cookie(COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
