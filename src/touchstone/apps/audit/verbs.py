"""What each verb of the audit is called. A test fails where an action writes one that is missing here."""

from django.utils.translation import gettext_lazy as lazy

VERBS = {
    "submit_brief": lazy("submitted the brief"),
    "confirm_field": lazy("confirmed a field"),
    "confirm_all": lazy("confirmed what was read"),
    "edit_field": lazy("corrected a field"),
    "drop_field": lazy("removed a field"),
    "reopen_field": lazy("reopened a field"),
    "propose_fields": lazy("let a model propose fields"),
    "propose_subfield": lazy("asked for a sub-field"),
    "withdraw_subfield": lazy("took the request for a sub-field back"),
    "draw_shortlist": lazy("drew the list"),
    "relax_shortlist": lazy("drew the list with a constraint relaxed"),
    "rank_shortlist": lazy("drew the list ranked another way"),
    "found_organisation": lazy("founded the organisation"),
    "rename_organisation": lazy("renamed the organisation"),
    "invite": lazy("invited somebody"),
    "withdraw_invitation": lazy("took an invitation back"),
    "accept_invitation": lazy("came in by an invitation"),
    "change_role": lazy("changed what a member is"),
    "remove_member": lazy("let a member go"),
    "issue_token": lazy("made a token"),
    "revoke_token": lazy("revoked a token"),
    "load_pool": lazy("loaded the pool"),
    "build_snapshot": lazy("built a snapshot of the pool"),
}
