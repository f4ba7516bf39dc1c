"""Fields of knowledge, as deep as the brief names them; sub-fields that the taxonomy lacks are told, not widened."""

from collections.abc import Iterator

from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.values import Found
from touchstone.core.skills import taxonomy


def read_domains(passage: Passage) -> Iterator[Found | str]:
    """Each field of the taxonomy that is named, and each sub-field that it lacks, with the offer to add it."""
    tree = taxonomy()
    domains = passage.fields
    codes = {match.code for match in domains.known if match.confidence >= 0.5}
    # "Law" beside "tax law" says nothing more: the deeper one is what the brief asks for.
    wider = {above for code in codes for above in tree.ancestors(code)}
    for match in domains.known:
        confidence = min(match.confidence, 0.45) if match.code in wider else match.confidence
        yield passage.found("domains", match.code, (match.start, match.end), confidence)
    for unknown in domains.unknown:
        yield passage.found("unknown_domains", unknown.words, (unknown.start, unknown.end), unknown.confidence)
        below = (
            f" below {tree.name(unknown.nearest_parent)} ({unknown.nearest_parent})" if unknown.nearest_parent else ""
        )
        code = f" as {unknown.suggested_code}" if unknown.suggested_code else ""
        yield f"The taxonomy has no “{unknown.words}”. It can be added{below}{code}; it is not taken for anything wider."
