"""Message catalogues are written as .po and read as .mo; the second are made here, so that nobody needs gettext's tools."""

from pathlib import Path

DOMAIN = "django"


def compile_catalogues(source: Path, target: Path) -> list[str]:
    """Compile `source`/<language>/LC_MESSAGES/*.po that changed into `target`; which languages those were.

    Entries marked fuzzy are left out: nobody has confirmed them.
    """
    fresh = []
    for catalogue in sorted(source.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        compiled = target / catalogue.relative_to(source).with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns == catalogue.stat().st_mtime_ns:
            continue
        _compile(catalogue, compiled)
        fresh.append(catalogue.parent.parent.name)
    return fresh


def _compile(catalogue: Path, compiled: Path) -> None:
    import os

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalogue.open("rb") as file:
        messages = read_po(file, locale=catalogue.parent.parent.name)
    compiled.parent.mkdir(parents=True, exist_ok=True)
    half = compiled.with_suffix(f".{os.getpid()}")
    with half.open("wb") as file:
        write_mo(file, messages)
    moment = catalogue.stat().st_mtime_ns
    os.utime(half, ns=(moment, moment))  # equal times mean that the two belong together
    half.replace(compiled)
