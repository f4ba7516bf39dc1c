"""Message catalogues are written as .po and read as .mo; the second are made here, so that nobody needs gettext's tools."""

from pathlib import Path

DOMAIN = "django"
_ADOPTED = "packages"  # beside our own, and after them: words of packages under our language codes
# Our Portuguese is Brazil's. Django's "pt" is Portugal's, and allauth has none.
_UNDER_ANOTHER_CODE = {"pt": "pt_BR"}
_PACKAGES = ("allauth", "django.contrib.auth", "django.conf")


def prepare_catalogues(source: Path, target: Path) -> None:
    """Everything that pages say in another language: our own catalogues, and those of packages that name one otherwise."""
    compile_catalogues(source, target)
    for package in _PACKAGES:
        for ours, theirs in _UNDER_ANOTHER_CODE.items():
            _adopt(package, theirs, target / _ADOPTED / package / ours / "LC_MESSAGES" / f"{DOMAIN}.mo")


def catalogue_folders(target: Path) -> list[Path]:
    """Where Django finds what `prepare_catalogues` made; the first has the last word."""
    return [target, *(target / _ADOPTED / package for package in _PACKAGES)]


def _adopt(package: str, code: str, copy: Path) -> None:
    from importlib.util import find_spec

    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    original = Path(spec.origin).parent / "locale" / code / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if not copy.exists() or copy.stat().st_size != original.stat().st_size:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(original.read_bytes())


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
