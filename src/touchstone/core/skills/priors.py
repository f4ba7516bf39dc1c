"""What is believed before any evidence, and how much each kind of record counts. Stated, so that it can be argued with.

Once an installation has measured how well each signal predicts later work, its own figures replace these.
"""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.skills.values import Competence, EvidenceSource

# Correlation of a selection method with later job performance: Sackett, Zhang, Berry & Lievens (2022), "Revisiting
# meta-analytic estimates of validity in personnel selection", Journal of Applied Psychology 107(11), Table 3.
VALIDITY: Mapping[str, float] = MappingProxyType(
    {"structured_interview": 0.42, "job_knowledge_test": 0.40, "work_sample": 0.33, "years_of_experience": 0.07}
)
_BEST = max(VALIDITY.values())

# How many observations of the work itself one record of each source counts for, before difficulty, chance and age.
# Vetting signals are their validity over the best one's (.42). A task with a known answer is the work itself.
# Consensus and client ratings have no such figure: theirs are assumptions, low because peers can err together and
# clients differ in severity.
SOURCE_WEIGHTS: Mapping[EvidenceSource, float] = MappingProxyType(
    {
        EvidenceSource.GOLD_TASK: 1.0,
        EvidenceSource.TEST_ITEM: round(VALIDITY["job_knowledge_test"] / _BEST, 2),  # .95
        EvidenceSource.REVIEW: round(VALIDITY["work_sample"] / _BEST, 2),  # .79: a work sample that somebody rates
        EvidenceSource.CONSENSUS: 0.5,
        EvidenceSource.CLIENT_RATING: 0.25,
        EvidenceSource.CREDENTIAL: round(VALIDITY["years_of_experience"] / _BEST, 2),  # .17: says where, not how well
        EvidenceSource.CLAIM: 0.0,
    }
)

# Days after which a record counts half. People keep, gain and lose skills; a year is an assumption to be fitted.
HALF_LIFE_DAYS = 365.0


class Prior(Struct, frozen=True):
    """A Beta distribution: `mean` chance that a piece of work is right, held as firmly as `strength` observations."""

    mean: float = 0.6
    strength: float = 4.0

    @property
    def alpha(self) -> float:
        """Prior successes."""
        return self.mean * self.strength

    @property
    def beta(self) -> float:
        """Prior failures."""
        return (1 - self.mean) * self.strength

    def checked(self) -> "Prior":
        """This prior, if it is one.

        Raises:
            BadInput: the mean is not inside (0, 1) or the strength not above 0.
        """
        if not 0 < self.mean < 1 or not 0 < self.strength < float("inf"):
            raise BadInput(f"{self} is not a prior", place="prior", hint="a mean between 0 and 1, a strength above 0")
        return self


# The mean of .70 for labelling and judging is that of an unselected crowd worker over 18 public labelling sets (our own
# reckoning on the sets' published answers). No such figure was found for the other competences, so they start lower.
# A strength of 4 is deliberately loose: the spread it allows (sd .20) is wider than the sets' own (.05 to .29).
PRIORS: Mapping[Competence, Prior] = MappingProxyType(
    {
        Competence.LABEL: Prior(0.70),
        Competence.JUDGE: Prior(0.70),
        Competence.WRITE: Prior(0.60),
        Competence.AUTHOR: Prior(0.55),
        Competence.EVALUATE: Prior(0.55),
        Competence.TUNE: Prior(0.50),
        Competence.BUILD: Prior(0.50),
    }
)


def prior_for(competence: Competence) -> Prior:
    """What is believed of somebody's `competence` before any evidence."""
    return PRIORS[competence]
