"""The page on which one says how letters come."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from touchstone.apps.accounts.models import User
from touchstone.apps.jobs.actions import choose_letters
from touchstone.apps.jobs.forms import LettersForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """How letters come to whoever is logged in."""
    assert isinstance(request.user, User)
    form = LettersForm(request.POST or None, initial={"letters": request.user.letters})
    if request.method == "POST" and form.is_valid():
        choose_letters(request.user, User.Letters(form.cleaned_data["letters"]))
        messages.success(request, _("Kept."))
        return redirect("jobs:letters")
    return render(request, "jobs/letters.html", {"form": form}, status=422 if form.is_bound else 200)
