"""Bytes of a text file as text."""

import unicodedata

from touchstone.core.errors import BadInput

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CONTROL = {c for c in map(chr, range(32)) if c not in "\t\n\r\f\v"} | {"\x7f"}
_MOST_CONTROL = 0.01  # of the characters; real text has none, a stray form feed or escape is forgiven


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """`data` as text with plain newlines and composed accents, and notes on what had to be guessed.

    A byte order mark decides; without one it is UTF-8, else UTF-16 where every other byte is zero, else Windows Latin.

    Raises:
        BadInput: this is not text.
    """
    text, notes = _decode(data, name)
    if "\x00" in text or sum(map(text.count, _CONTROL)) > _MOST_CONTROL * len(text):
        raise BadInput("this is not text: it has zero bytes or control characters", place=name, hint="a text file")
    return tidy(text), notes


def tidy(text: str) -> str:
    """Plain newlines, and each accented letter as one character: positions are then the same for every reader."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, name), ()
    guess = _utf_16_without_mark(data)
    if guess:
        return _strictly(data, guess, name), (f"No byte order mark: read as {guess.upper()}.",)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        note = "Not valid UTF-8: read as Windows Latin-1, so check accented letters."
        return data.decode("cp1252", errors="replace"), (note,)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"the file says it is {encoding.upper()} and is not",
            place=f"{name}: byte {error.start}",
            hint="save it as UTF-8",
        ) from error


def _utf_16_without_mark(data: bytes) -> str | None:
    head = data[:2048]
    half = len(head) // 2
    if half < 2:
        return None
    if head[1::2].count(0) > 0.7 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None
