"""Where a brief itself divides the work: "First … Second …", "Lot 1 … Lot 2", "In addition", "aparte", "também há".

What a client keeps apart is read apart, so that a part keeps its role beside a louder one. English, Spanish and
Portuguese, whatever the rest is written in.
"""

import itertools
import re
from typing import Final

# The start of a further part, where a sentence or a clause begins.
_FURTHER: Final = re.compile(
    r"(?:(?<=[.!?;:)])|(?<=,)|\A|\n)\s*(?:and |but |e |y |mas |pero )?(?:"
    # English
    r"first(?:ly)?\b|second(?:ly)?\b|third(?:ly)?\b|(?:lot|part|problem|track|stream|phase|job|task|queue|work package)\s"
    r"(?:[abc123]|one|two|three|i{1,3})\b|(?:one|two|three|[abc])(?=[):])|in addition\b|additionally\b|separately\b"
    r"|on the side\b|on top of that\b|besides(?: that| this)?\b|apart from that\b|we (?:also|further|then also) "
    r"(?:need|want|look)|also (?:needed|wanted)\b|there (?:is|are) also\b|a (?:smaller|second|further|separate) "
    r"(?:slice|piece|part|job|task|team|queue|contract|stream)\b|the (?:other|second|rest)\b|someone else\b|somebody else\b"
    r"|another (?:person|team|group|job|task|piece)\b"
    # Spanish
    r"|primero\b|segundo\b|tercero\b|en (?:primer|segundo|tercer) lugar\b|lote\s[abc123]\b|por (?:un|otro) lado\b"
    r"|por otra parte\b|adem[aá]s\b|aparte\b|tambi[eé]n (?:hay|necesitamos|hace falta|buscamos)\b|otra (?:parte|persona)\b"
    # Portuguese
    r"|primeiro\b|terceiro\b|em (?:primeiro|segundo|terceiro) lugar\b|por (?:um|outro) lado\b|al[eé]m disso\b"
    r"|[aà] parte\b|separadamente\b|tamb[eé]m (?:h[aá]|precisamos|queremos|buscamos)\b|outra (?:parte|pessoa|frente)\b"
    r")",
    re.IGNORECASE,
)
# That there are several parts, said outright: then every sentence and every "and" may begin one.
_SEVERAL: Final = re.compile(
    r"\b(?:two|three|2|3) (?:separate |different |distinct )?(?:pieces|parts|jobs|queues|lots|contracts|tracks|streams|"
    r"problems|projects|needs|kinds of work|things|teams|roles|hires)\b"
    r"|\b(?:dos|tres|2|3) (?:trabajos|partes|tareas|frentes|lotes|proyectos|problemas|equipos|cosas|contratos)\b"
    r"|\b(?:dois|duas|tr[eê]s|2|3) (?:trabalhos|partes|tarefas|frentes|lotes|projetos|problemas|equipes|coisas|filas|"
    r"contratos)\b",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"[.!?;:]\s+|\n+|,\s*(?:and|y|e)\s+", re.IGNORECASE)


_MOST_PARTS: Final = 40  # more is a list and no division


def divided(text: str) -> list[tuple[int, int]]:
    """The parts into which a text divides its work, as (start, end) in its order; empty where it does not, or into too many."""
    starts = [match.start() for match in _FURTHER.finditer(text)]
    if _SEVERAL.search(text):
        starts += [match.end() for match in _CLAUSE.finditer(text)]
    cuts = sorted({0, *starts, len(text)})
    return list(itertools.pairwise(cuts)) if 2 < len(cuts) <= _MOST_PARTS + 1 else []
