"""PDFs for tests."""

import io

import pikepdf


def make_pdf(author: str = "", pages: int = 1) -> bytes:
    """A small PDF; with an author, it says so in every place where programs do."""
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page(page_size=(300, 400))
        if author:
            pdf.docinfo["/Author"] = pdf.docinfo["/Company"] = author
            with pdf.open_metadata() as metadata:
                metadata["dc:creator"] = [author]
            note = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[10, 10, 30, 30], T=author, Contents="note"
            )
            pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))
        target = io.BytesIO()
        pdf.save(
            target, deterministic_id=True, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable
        )
        return target.getvalue()


# Nothing is left to take out of it, so that it is stored as it came in.
PDF = make_pdf()
