"""Briefs to try on the landing page, written as people write them; and the facts that it states, each with its source."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from msgspec import Struct


class Example(Struct, frozen=True):
    """A brief to try: what its button says, and its text."""

    name: Promise
    text: Promise


class Fact(Struct, frozen=True, kw_only=True):
    """Something known, in a figure and a sentence, what follows here, and who found it."""

    figure: Promise
    says: Promise
    so: Promise
    source: Promise
    address: str


EXAMPLES = (
    Example(
        lazy("A legal assistant invents citations"),
        lazy(
            "Our contract assistant is live with 300 law firms in Brazil. It cites articles of law that do not exist and "
            "misreads limitation periods. We need lawyers who can judge its answers, write the corrected answer and say "
            "why it was wrong. About 4,000 answers over 12 weeks, native Portuguese and B2 English, 20 hours a week, law "
            "degree, at least 4 hours overlap with New York, up to $45 an hour. 85 % of the corrected answers must be "
            "right."
        ),
    ),
    Example(
        lazy("40,000 images to outline"),
        lazy(
            "We have 40,000 photographs of supermarket shelves and no labels. Every product has to be outlined with a "
            "polygon and tagged from a list of 120 classes, following our written guideline. We need five people for "
            "eight weeks from January, full time, in Latin America, at most $9 an hour."
        ),
    ),
    Example(
        lazy("A website that needs a new checkout"),
        lazy(
            "Our online shop loses customers at the checkout. We are looking for somebody who redesigns the page, adds "
            "two payment methods and tests it on telephones. Six weeks, starting next month, budget $12,000."
        ),
    ),
)
FACTS = (
    Fact(
        figure=lazy(".07"),
        says=lazy("is how well years of experience predict work; structured interviews reach .42, work samples .33."),
        so=lazy("So people are ranked by what they have shown, not by years."),
        source=lazy("Sackett et al., Journal of Applied Psychology, 2022, Table 3"),
        address="https://doi.org/10.1037/apl0000994",
    ),
    Fact(
        figure=lazy("2.3×"),
        says=lazy("is how far the middles of published RLHF rates lie apart: $18–35 and $50–65 an hour."),
        so=lazy("So every source is shown with its date, and none is averaged away."),
        source=lazy("Athyna, April 2026; Sonnet Code, June 2026"),
        address="https://athyna.com/blog/how-to-hire-the-right-ai-model-training-specialist",
    ),
    Fact(
        figure=lazy("61 %"),
        says=lazy("of essays by non-native writers are taken for machine-written by text detectors."),
        so=lazy("So no detector decides here, and content is judged apart from fluency."),
        source=lazy("Liang et al., Patterns, 2023"),
        address="https://doi.org/10.1016/j.patter.2023.100779",  # codespell:ignore
    ),
    Fact(
        figure=lazy("$180–260K"),
        says=lazy("a year goes to an LLM engineer hired for work that a training specialist does for $57–120K."),
        so=lazy("So the diagnosis prices every wrong choice, and may say: none of these."),
        source=lazy("Athyna, How to Hire the Right AI Model Training Specialist, April 2026"),
        address="https://athyna.com/blog/how-to-hire-the-right-ai-model-training-specialist",
    ),
)
