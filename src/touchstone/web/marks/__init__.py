"""Where each part of a mark lies, computed from core values; the templates in web/templates/web/marks draw them.

All places are percentages of the drawing's width, 0 to 100.
"""

from touchstone.web.marks.axis import Axis, Tick, axis_over, place
from touchstone.web.marks.charts import CostRow, PayRow, cost_rows, pay_rows
from touchstone.web.marks.quotes import Piece, pieces
from touchstone.web.marks.streaks import Streak, streak_of
from touchstone.web.marks.strips import Strip, strip_of

__all__ = [
    "Axis",
    "CostRow",
    "PayRow",
    "Piece",
    "Streak",
    "Strip",
    "Tick",
    "axis_over",
    "cost_rows",
    "pay_rows",
    "pieces",
    "place",
    "streak_of",
    "strip_of",
]
