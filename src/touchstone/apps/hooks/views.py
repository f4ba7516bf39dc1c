"""The pages of webhooks, for an organisation's owners."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from touchstone.apps.accounts.actor import Actor, TenantRequest
from touchstone.apps.accounts.step_up import step_up
from touchstone.apps.hooks.access import deliveries_of, delivery_for, owner, webhook_for, webhooks_of
from touchstone.apps.hooks.actions import keeping, telling
from touchstone.apps.hooks.actions.telling import tries_of
from touchstone.apps.hooks.forms import WebhookForm
from touchstone.apps.hooks.models import Delivery, Webhook
from touchstone.apps.hooks.words import WHY
from touchstone.core.errors import BadInput
from touchstone.gateways.outbound import Why

_LISTED = 25


@login_required
@require_safe
def webhooks(request: TenantRequest) -> HttpResponse:
    """The organisation's webhooks. Constant queries."""
    return _all(request, form=WebhookForm())


@login_required
@require_POST
@step_up
def add(request: TenantRequest) -> HttpResponse:
    """Another webhook."""
    actor, form = owner(request.actor), WebhookForm(request.POST)
    if form.is_valid():
        try:
            made = keeping.add(by=actor, **form.cleaned_data)
        except BadInput as refused:
            _say(form, refused)
        else:
            return redirect("hooks:webhook", made.pk)
    return _all(request, form=form)


@login_required
@require_safe
def webhook(request: TenantRequest, webhook: UUID) -> HttpResponse:
    """One webhook with what was sent to it. Constant queries."""
    found = webhook_for(request.actor, webhook)
    return _one(request, found, form=WebhookForm.of(found))


@login_required
@require_POST
@step_up
def change(request: TenantRequest, webhook: UUID) -> HttpResponse:
    """Another address, other events or other words."""
    found, form = webhook_for(request.actor, webhook), WebhookForm(request.POST)
    if form.is_valid():
        try:
            keeping.change(found, by=owner(request.actor), **form.cleaned_data)
        except BadInput as refused:
            _say(form, refused)
        else:
            messages.success(request, _("Kept."))
            return redirect("hooks:webhook", found.pk)
    return _one(request, found, form=form)


@login_required
@never_cache
@require_POST
@step_up
def secret(request: TenantRequest, webhook: UUID) -> HttpResponse:
    """Show what signs; or make another one, and show that."""
    actor, found = owner(request.actor), webhook_for(request.actor, webhook)
    if request.POST.get("do") == "renew":
        found = keeping.renew_secret(found, by=actor)
    return _one(request, found, form=WebhookForm.of(found), secret=keeping.show_secret(found, by=actor))


@login_required
@require_POST
def act(request: TenantRequest, webhook: UUID) -> HttpResponse:
    """Test it, switch it on or off, send again what was given up, or remove it."""
    actor, found = owner(request.actor), webhook_for(request.actor, webhook)
    todo = _ACTS.get(request.POST.get("do", ""))
    if todo is None:
        raise Http404
    said = todo(found, actor)
    if said:
        messages.success(request, said)
    return redirect("hooks:webhooks") if request.POST["do"] == "remove" else redirect("hooks:webhook", found.pk)


@login_required
@require_POST
def replay(request: TenantRequest, delivery: UUID) -> HttpResponse:
    """Send one message again."""
    found = delivery_for(request.actor, delivery)
    telling.replay(found, by=owner(request.actor))
    messages.success(request, _("It is on its way again."))
    return redirect("hooks:webhook", found.webhook_id)


def _all(request: TenantRequest, *, form: WebhookForm) -> HttpResponse:
    context = {"webhooks": webhooks_of(request.actor), "form": form}
    return render(request, "hooks/webhooks.html", context, status=422 if form.is_bound else 200)


def _one(request: TenantRequest, found: Webhook, *, form: WebhookForm, secret: str = "") -> HttpResponse:
    wanted = request.GET.get("state", "")
    state = wanted if wanted in Delivery.State.values else ""
    page = Paginator(deliveries_of(request.actor, found, state), _LISTED).get_page(request.GET.get("page"))
    context = {
        "webhook": found,
        "form": form,
        "secret": secret,
        "page": page,
        "rows": [(one, [(each, _why(each.why)) for each in tries_of(one)]) for one in page],
        "state": state,
        "states": Delivery.State.choices,
        "query": f"state={state}" if state else "",
        "any": bool(page) or bool(state),
    }
    return render(request, "hooks/webhook.html", context, status=422 if form.is_bound else 200)


def _why(reason: str) -> str:
    return str(WHY[Why(reason)]) if reason else ""


def _say(form: WebhookForm, refused: BadInput) -> None:
    """At its field, with what would be right."""
    form.add_error(refused.place, f"{refused.message} {_('What would be right:')} {refused.hint}")


def _test(webhook: Webhook, actor: Actor) -> str:
    telling.test(webhook, by=actor)
    return _("A test message is on its way.")


def _switch(webhook: Webhook, actor: Actor, *, on: bool) -> str:
    keeping.change(webhook, by=actor, enabled=on)
    return _("It is switched on.") if on else _("It is switched off.")


def _again(webhook: Webhook, actor: Actor) -> str:
    n = telling.replay_failed(webhook, by=actor)
    return ngettext("%(n)s message is on its way again.", "%(n)s messages are on their way again.", n) % {"n": n}


def _remove(webhook: Webhook, actor: Actor) -> str:
    keeping.remove(webhook, by=actor)
    return _("The webhook is removed.")


_ACTS: dict[str, Callable[[Webhook, Actor], str]] = {
    "test": _test,
    "on": lambda webhook, actor: _switch(webhook, actor, on=True),
    "off": lambda webhook, actor: _switch(webhook, actor, on=False),
    "again": _again,
    "remove": _remove,
}
