"""Market rates with their sources: the table, look-ups, and one pay in another unit or currency."""

from touchstone.core.rates.bands import band
from touchstone.core.rates.dates import days_of, in_words
from touchstone.core.rates.disagree import (
    disagreements,
    figures_text,
    in_dollars,
    is_comparable,
    middle_of,
    quoted,
    said_by,
)
from touchstone.core.rates.exchange import exchange
from touchstone.core.rates.lookup import ROLES_IN_WORDS, look_up
from touchstone.core.rates.places import LATAM, WORLD, is_latin_american, place_code, place_name
from touchstone.core.rates.table import rate_table, using_rates
from touchstone.core.rates.units import HOURS_PER_YEAR, Hours, converted, in_unit, is_timed, to_hourly, to_yearly
from touchstone.core.rates.values import (
    Band,
    Bar,
    Converted,
    Disagreement,
    ExchangeRate,
    Figures,
    Nearest,
    Rate,
    RateAnswer,
    RateTable,
    Source,
    Wider,
)

__all__ = [
    "HOURS_PER_YEAR",
    "LATAM",
    "ROLES_IN_WORDS",
    "WORLD",
    "Band",
    "Bar",
    "Converted",
    "Disagreement",
    "ExchangeRate",
    "Figures",
    "Hours",
    "Nearest",
    "Rate",
    "RateAnswer",
    "RateTable",
    "Source",
    "Wider",
    "band",
    "converted",
    "days_of",
    "disagreements",
    "exchange",
    "figures_text",
    "in_dollars",
    "in_unit",
    "in_words",
    "is_comparable",
    "is_latin_american",
    "is_timed",
    "look_up",
    "middle_of",
    "place_code",
    "place_name",
    "quoted",
    "rate_table",
    "said_by",
    "to_hourly",
    "to_yearly",
    "using_rates",
]
