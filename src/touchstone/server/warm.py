"""What the first visitor would otherwise wait for: tables, rules and templates, loaded beside the first seconds of a worker."""

import threading
from datetime import date

from django.template.loader import get_template

_NEED = (
    "Our assistant invents citations in tax law. We need two people to correct answers, 20 hours a week for 8 weeks."
)
_TEMPLATES = ("briefs/landing.html", "briefs/brief.html", "matching/shortlist.html")


def in_background() -> None:
    """Start warming up; serving does not wait for it."""
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()


def _warm_up() -> None:
    """Go once through everything that a brief goes through; no row is read or written."""
    import numpy as np

    from touchstone.core.briefs import read_text
    from touchstone.core.matching import need_from
    from touchstone.core.planning import plan
    from touchstone.core.rates import rate_table
    from touchstone.core.roles import Role, diagnose

    for name in _TEMPLATES:
        get_template(name)
    brief = read_text(_NEED).brief
    diagnose(brief, rates=rate_table())
    a_monday = date(2026, 6, 1)
    plan(brief, Role.AI_TRAINING_SPECIALIST, rate_table(), rng=np.random.default_rng(0), today=a_monday)
    need_from(brief, Role.AI_TRAINING_SPECIALIST, today=a_monday)
