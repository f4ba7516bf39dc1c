"""Files as text: real PDF and Word files made here, and every kind that cannot be read told in plain words."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput
from touchstone.core.formats import MOST_BYTES, Kind, kind_of, text_of


def pdf_of(lines):
    """A PDF of one page with each of `lines` in Helvetica, written by hand as the format's specification says."""
    escaped = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    drawing = "BT /F1 12 Tf 72 720 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in escaped) + " ET"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawing.encode('latin-1'))} >>\nstream\n{drawing}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, offsets = io.BytesIO(b""), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(bodies, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = out.tell()
    out.write(f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{offset:010d} 00000 n \n" for offset in offsets).encode())
    out.write(f"trailer << /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def rewritten(data, *, password=None, pages=True):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    if pages:
        writer.append(PdfReader(io.BytesIO(data)))
    else:
        writer.add_blank_page(width=300, height=300)
    if password is not None:
        writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def refusal_of(data, name):
    """The refusal of a file; None where it is read."""
    try:
        assert text_of(data, name).text.strip()
    except BadInput as refusal:
        return refusal
    return None


def docx_of(paragraphs=(), bullets=(), rows=()):
    from docx import Document

    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    for bullet in bullets:
        document.add_paragraph(bullet, style="List Bullet")
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_pdf_is_read():
    plain = text_of(pdf_of(["Senior tax reviewer", "", "We pay $40 per hour (remote)."]), "brief.pdf")
    assert plain.kind is Kind.PDF
    assert "We pay $40 per hour (remote)." in plain.text


def test_lines_and_words_that_the_page_broke_are_joined():
    plain = text_of(
        pdf_of(["We need people who review the assis-", "tant for about twenty hours", "a week. Pay:", "Good"]),
        "brief.pdf",
    )
    assert plain.text == "We need people who review the assistant for about twenty hours a week. Pay:\nGood"


def test_a_pdf_that_is_locked_against_changes_only_is_read():
    assert "tax" in text_of(rewritten(pdf_of(["tax law"]), password=""), "brief.pdf").text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (rewritten(pdf_of(["tax"]), password="secret"), "password"),
        (rewritten(b"", pages=False), "pictures"),
        (pdf_of(["tax"])[:300], "damaged|pictures"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged|pictures"),
    ],
)
def test_a_pdf_without_readable_text_is_refused(data, message):
    with pytest.raises(BadInput, match=message) as refusal:
        text_of(data, "brief.pdf")
    assert refusal.value.place == "brief.pdf"
    assert refusal.value.hint


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_pdf_is_read_or_refused(data):
    whole = bytearray(pdf_of(["We pay $40 per hour.", "English C1"]))
    for _ in range(data.draw(st.integers(1, 12))):
        whole[data.draw(st.integers(9, len(whole) - 1))] = data.draw(st.integers(0, 255))
    refusal = refusal_of(bytes(whole), "brief.pdf")
    assert refusal is None or refusal.place == "brief.pdf"


def test_a_word_file_is_read_with_its_lists_and_tables_in_order():
    data = docx_of(
        ["Legal reviewer", "We need help."], ["PhD", "English C1"], [("Pay", "USD 40/hour"), ("Hours", "20 a week")]
    )
    plain = text_of(data, "brief.docx")
    assert plain.kind is Kind.WORD
    assert plain.text == "Legal reviewer\nWe need help.\n• PhD\n• English C1\nPay\tUSD 40/hour\nHours\t20 a week"


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<" + b"a" * (80 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (docx_of(), "no text"),
        (bomb(), "unpacks"),
        (docx_of(["x"])[:-200], "damaged|archive"),
        (b"PK\x03\x04word/document.xml" + b"\x00" * 100, "damaged"),
    ],
)
def test_a_word_file_that_cannot_be_read_is_refused(data, message):
    with pytest.raises(BadInput, match=message) as refusal:
        text_of(data, "brief.docx")
    assert refusal.value.place == "brief.docx"


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_damaged_word_file_is_read_or_refused(data):
    whole = bytearray(docx_of(["We pay $40 per hour."]))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    refusal = refusal_of(bytes(whole), "brief.docx")
    assert refusal is None or refusal.place == "brief.docx"


@pytest.mark.parametrize(
    ("data", "noted"),
    [
        ("Avaliação, 20 €".encode(), False),
        ("Avaliação, 20 €".encode("utf-8-sig"), False),
        ("Avaliação, 20 €".encode("utf-16"), False),
        ("Avaliação, 20 €".encode("utf-16-be"), True),
        ("Avaliação, 20 €".encode("utf-16-le"), True),
        ("Avaliação, 20 €".encode("utf-32"), False),
        ("Avaliação, 20 €".encode("cp1252"), True),
    ],
)
def test_text_is_read_whatever_its_encoding(data, noted):
    plain = text_of(data, "brief.txt")
    assert plain.text == "Avaliação, 20 €"
    assert bool(plain.notes) == noted


def test_newlines_and_accents_are_made_alike():
    assert text_of("a\r\nb\rc e\u0301".encode(), "brief.md").text == "a\nb\nc é"


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "brief.txt", "empty"),
        (b"  \n ", "brief.txt", "no text"),
        (b"text\x00with zeros", "brief.txt", "zero bytes"),
        (bytes(range(1, 9)) * 50, "brief.txt", "not text"),
        (b"\xff\xfea", "brief.txt", "UTF-16"),
        (b"a" * (MOST_BYTES + 1), "brief.txt", "MB"),
        (b"word " * 400_000, "brief.txt", "characters"),
        (b"\x89PNG\r\n\x1a\n", "brief.txt", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "brief.doc", "old Office"),
        (b"{\\rtf1 text}", "brief.rtf", "rich text"),
        (b"PK\x03\x04" + b"xl/workbook.xml", "brief.xlsx", "archive"),
        (b"a;b\n", "brief.csv", "table"),
        (b"{}\n{}\n", "brief.jsonl", "many records"),
        (b"<html>", "brief.html", "web page"),
        (b"plain text", "brief.pdf", "the content does not"),
        (b"plain text", "brief.docx", "the content does not"),
    ],
)
def test_what_is_no_brief_is_refused_in_plain_words(data, name, message):
    with pytest.raises(BadInput, match=message) as refusal:
        text_of(data, name)
    assert refusal.value.place.startswith(name)
    assert refusal.value.hint


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"x", Kind.TEXT),
        ("a.MD", b"x", Kind.MARKDOWN),
        ("a.yml", b"x: 1", Kind.YAML),
        ("a.toml", b"x = 1", Kind.TOML),
        ("a.json", b"{}", Kind.JSON),
        ("-", b'{"a": 1}', Kind.JSON),
        ("-", b"We need help", Kind.TEXT),
        ("brief", b"%PDF-1.4", Kind.PDF),
        ("brief.txt", b"%PDF-1.4", Kind.PDF),
    ],
)
def test_the_type_is_told_by_the_first_bytes_and_then_by_the_name(name, data, kind):
    assert kind_of(data, name) is kind


@given(st.binary(max_size=200), st.sampled_from(["a.txt", "a.md", "a", "a.pdf", "a.docx", "a.json"]))
def test_any_bytes_are_read_or_refused(data, name):
    refusal = refusal_of(data, name)
    assert refusal is None or refusal.place.startswith(name)
