"""Files that the tests of several formats start from."""

from io import BytesIO

from pypdf import PdfReader, PdfWriter

PAGE = """\
Ministers from nine countries met in Oslo on Friday to agree
on a ferry route across the northern fjords that has been plan-
ned for years.
The route will open in spring, the council said on its website.
"""


def pdf(*pages: str) -> bytes:
    """A PDF with a page for each text, one line of it under the other."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, page in enumerate(pages):
        shows = " ".join(f"({line}) Tj T*" for line in page.splitlines())
        drawing = f"BT /F1 12 Tf 14 TL 72 720 Td {shows} ET"
        font = "/Resources << /Font << /F1 3 0 R >> >>"
        contents = f"/MediaBox [0 0 612 792] /Contents {5 + 2 * n} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R {font} {contents} >>")
        objects.append(f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream")
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


def rewritten(
    raw: bytes,
    metadata: dict[str, str],
    *,
    password: str | None = None,
    owner_password: str | None = None,
    algorithm: str = "RC4-128",
) -> bytes:
    """The PDF with other metadata, encrypted where a password is given (it may be empty)."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(raw)))
    writer.add_metadata(metadata)
    if password is not None:
        writer.encrypt(password, owner_password, algorithm=algorithm)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
