"""The pages of an organisation: its people, its tokens, and the way in by invitation."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touchstone.apps.accounts.access import CHOSEN, organisations_of
from touchstone.apps.accounts.actor import Actor, TenantRequest
from touchstone.apps.accounts.models import ApiToken, Membership, Organisation, User
from touchstone.apps.accounts.rights import Right
from touchstone.apps.accounts.step_up import step_up
from touchstone.apps.audit.history import history_of
from touchstone.apps.organisations import access
from touchstone.apps.organisations.actions import founding, members, tokens
from touchstone.apps.organisations.forms import INVITED, InviteForm, NameForm, RoleForm, TokenForm


@login_required
@require_safe
def people(request: TenantRequest) -> HttpResponse:
    """Who is in, who is asked in, and for owners the forms that change it. Constant queries."""
    return _people(request)


@login_required
@require_POST
@step_up
def invite(request: TenantRequest) -> HttpResponse:
    """Ask somebody in."""
    actor = _actor(request)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _people(request, invite_form=form, status=422)
    members.invite(form.cleaned_data["email"], Membership.Role(form.cleaned_data["role"]), by=actor)
    messages.success(
        request, _("An invitation is on its way to %(address)s.") % {"address": form.cleaned_data["email"]}
    )
    return redirect("organisations:people")


@login_required
@require_POST
def withdraw(request: TenantRequest, invitation: UUID) -> HttpResponse:
    """Take an invitation back."""
    members.withdraw(access.invitation_for(request.actor, invitation), by=_actor(request))
    return redirect("organisations:people")


@login_required
@require_POST
@step_up
def change_role(request: TenantRequest, membership: UUID) -> HttpResponse:
    """Let a member do more or less."""
    member = access.member_for(request.actor, membership)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    members.change_role(member, Membership.Role(form.cleaned_data["role"]), by=_actor(request))
    return redirect("organisations:people")


@login_required
@require_POST
@step_up
def remove(request: TenantRequest, membership: UUID) -> HttpResponse:
    """Let a member go, or go oneself."""
    member = access.member_for(request.actor, membership)
    members.remove(member, by=_actor(request))
    return redirect("briefs:landing" if member.user_id == request.user.pk else "organisations:people")


@login_required
@require_POST
def rename(request: TenantRequest) -> HttpResponse:
    """Another name for the organisation."""
    organisation = access.organisation_for(request.actor)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _people(request, name_form=form, status=422)
    founding.rename(organisation, form.cleaned_data["name"], by=_actor(request))
    return redirect("organisations:people")


@login_required
@require_POST
def choose(request: TenantRequest) -> HttpResponse:
    """Act for another one of one's organisations."""
    wanted = request.POST.get("organisation", "")
    if wanted not in {str(one.pk) for one in organisations_of(_user(request))}:
        raise Http404
    request.session[CHOSEN] = wanted
    return redirect("briefs:landing")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: TenantRequest, secret: str) -> HttpResponse:
    """The page behind an invitation's link: log in or sign up first, then come in."""
    invitation = members.invitation_of(secret)
    if request.method == "POST" and request.user.is_authenticated:
        organisation = members.accept(secret, user=_user(request))
        request.session.pop(INVITED, None)
        request.session[CHOSEN] = str(organisation.pk)
        messages.success(request, _("You are in: %(organisation)s.") % {"organisation": organisation.name})
        return redirect("briefs:landing")
    if invitation and not request.user.is_authenticated:
        request.session[INVITED] = secret
    context = {"invitation": invitation, "organisation": members.inviting(invitation) if invitation else None}
    return render(request, "organisations/accept.html", context, status=200 if invitation else 404)


@login_required
@require_safe
def history(request: TenantRequest) -> HttpResponse:
    """Who did what in the organisation, or to one `object` of it. Constant queries."""
    actor, on = access.whose_history(request.actor), _object(request.GET.get("object", ""))
    done = history_of(actor.organisation, on, page=request.GET.get("page"))
    back = reverse("organisations:history" if on else "organisations:people")
    name = _("Everything that was done") if on else _("Organisation")
    return render(request, "audit/history.html", {"history": done, "name": name, "back": back, "whole": True})


@login_required
@require_safe
def token_list(request: TenantRequest) -> HttpResponse:
    """The tokens that open something. Constant queries."""
    return _tokens(request)


@login_required
@require_POST
@never_cache
@step_up
def issue(request: TenantRequest) -> HttpResponse:
    """A new token; its secret stands on the answer and nowhere else."""
    form = TokenForm(request.POST, actor=access.token_keeper(request.actor))
    if not form.is_valid():
        return _tokens(request, form=form, status=422)
    said = form.cleaned_data
    token, secret = tokens.issue(
        said["name"], scope=ApiToken.Scope(said["scope"]), days=said["days"], by=_actor(request)
    )
    return _tokens(request, made=token, secret=secret)


@login_required
@require_POST
def revoke(request: TenantRequest, token: UUID) -> HttpResponse:
    """A token opens nothing any more."""
    tokens.revoke(access.token_for(request.actor, token), by=_actor(request))
    return redirect("organisations:tokens")


def _object(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError as error:
        raise Http404 from error


def _people(
    request: TenantRequest,
    *,
    invite_form: InviteForm | None = None,
    name_form: NameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    organisation = access.organisation_for(request.actor)
    actor = _actor(request)
    context = {
        "organisation": organisation,
        "members": access.members_of(actor),
        "invitations": access.invitations_of(actor),
        "others": [one for one in organisations_of(_user(request)) if one.pk != organisation.pk],
        "roles": [(role.value, role.label) for role in Membership.TEAM],
        "manages": actor.may(Right.MANAGE),
        "invite_form": invite_form or InviteForm(),
        "name_form": name_form or NameForm(initial={"name": organisation.name}),
    }
    return render(request, "organisations/people.html", context, status=status)


def _tokens(
    request: TenantRequest,
    *,
    form: TokenForm | None = None,
    made: ApiToken | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    actor = access.token_keeper(request.actor)
    context = {
        "organisation": Organisation.objects.filter(pk=actor.organisation).first(),
        "tokens": access.tokens_of(actor),
        "form": form or TokenForm(actor=actor),
        "made": made,
        "secret": secret,
    }
    return render(request, "organisations/tokens.html", context, status=status)


def _actor(request: TenantRequest) -> Actor:
    if request.actor is None:
        raise Http404
    return request.actor


def _user(request: TenantRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
