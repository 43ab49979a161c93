"""An article's citation: as a page, and as a file in each format."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from lilun.schema.publish import exports, references
from lilun.schema.publish.citation_formats import FORMATS, gbt7714_line
from lilun.schema.publish.site import Visit, find, keyed


@keyed("article", at="cite")
async def page(visit: Visit, number: int) -> Any:
    """The GB/T 7714 line of an article and its citation in every other format."""
    (reference,) = await references.load(visit.ask, [number])
    return await visit.show(
        "cite.html",
        reference=reference,
        line=gbt7714_line(reference),
        formats=[(form, form.write([reference])) for form in FORMATS.values() if form.extension != "gbt"],
    )


async def file(visit: Visit) -> Any:
    """The citation as a file: /lilun/cite/KEY.bib and so on."""
    found = await find(visit.ask, "article", visit.key)
    if found is None:
        return await visit.missing("article")
    cited = await references.load(visit.ask, [found[0]])
    form = FORMATS[unquote(visit.request.url_vars["form"])]
    return exports.cited(form, cited, found[1].replace("/", "-"))
