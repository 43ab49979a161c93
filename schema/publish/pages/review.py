"""Review: the findings as a work list, each beside its source text and the line that puts it right; what is missing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lilun.schema.publish.canned import by_name
from lilun.schema.publish.fragments import GRAVEST_FIRST, PAPERS_HELD
from lilun.schema.publish.proposals import proposal
from lilun.schema.publish.site import Row, Visit

SIZE = 20  # findings a page
BEFORE, AFTER = 90, 150  # characters of source shown around the place
LONGEST_MARK = 400
_QUOTED = re.compile(r"“([^“”]{2,})”")


@dataclass(frozen=True, slots=True)
class Place:
    """Source text around the place: before, marked, after; `number` is the line of its first character."""

    before: str
    marked: str
    after: str
    number: int
    cut_before: bool
    cut_after: bool


async def page(visit: Visit) -> Any:
    """The findings of one kind, paper and severity, or all, the gravest first."""
    given = {name: visit.given(name) for name in ("kind", "paper", "severity")}
    number = visit.page_number()
    rows = await visit.ask(_FINDINGS, {**given, "limit": SIZE + 1, "offset": (number - 1) * SIZE})
    sources: dict[int, str] = {}
    for row in rows[:SIZE]:
        if row["source_file_id"] is not None and row["source_file_id"] not in sources:
            sources[row["source_file_id"]] = (await visit.ask(_SOURCE, {"id": row["source_file_id"]}))[0][
                "text"
            ]
    return await visit.show(
        "review.html",
        findings=[(row, *_placed(row, sources, visit)) for row in rows[:SIZE]],
        counts=await visit.ask_once(_COUNTS, given),
        kinds=[
            row["kind"]
            for row in await visit.ask_once("SELECT DISTINCT kind FROM findings ORDER BY kind", {})
        ],
        papers=[row["name"] for row in await visit.ask_once(_PAPERS, {})],
        given=given,
        number=number,
        size=SIZE,
        more=len(rows) > SIZE,
        sql=visit.question("findings_to_check", kind=given["kind"], severity=given["severity"]),
    )


async def corrections(visit: Visit) -> Any:
    """The corrections that the archive knows, each with what it changed or why it does not fit."""
    status, number = visit.given("status"), visit.page_number()
    asked = {"status": status, "limit": SIZE + 1, "offset": (number - 1) * SIZE}
    rows = await visit.ask(_CORRECTIONS, asked)
    uses: dict[int, Sequence[Row]] = {}
    for row in rows[:SIZE]:
        uses[row["id"]] = await visit.ask(_USES, {"id": row["id"]})
    return await visit.show(
        "corrections.html",
        corrections=[(row, uses[row["id"]]) for row in rows[:SIZE]],
        counts=await visit.ask_once(
            "SELECT status, count(*) AS corrections FROM corrections GROUP BY status ORDER BY status", {}
        ),
        given={"status": status},
        number=number,
        size=SIZE,
        more=len(rows) > SIZE,
        sql=visit.question("what_people_corrected", status=status),
    )


async def missing(visit: Visit) -> Any:
    """What each paper's run holds year by year, and where issues or pages seem missing."""
    paper = visit.given("paper")
    run = by_name()["the_run_of_a_paper"]
    return await visit.show(
        "missing_pages.html",
        run=await visit.ask_once(run.sql, {"newspaper": paper}),
        gaps=await visit.ask_once(_GAPS, {"paper": paper}),
        papers=[row["name"] for row in await visit.ask_once(PAPERS_HELD, {})],
        paper=paper,
        sql=visit.question(run.name, newspaper=paper),
        gaps_sql=visit.sql(_GAPS, {"paper": paper}),
    )


def _placed(row: Row, sources: Mapping[int, str], visit: Visit) -> tuple[Place | None, str | None]:
    """Where a finding stands, and the line that puts it right."""
    text = sources.get(row["source_file_id"] or 0)
    if not text:
        return None, None
    where = locate(row, text)
    why = visit.labels.plain("review.why", kind=visit.labels.word("findings", "kind", row["kind"]))
    paste = proposal(row, text, where, visit.labels.plain("review.reader"), why)
    return None if where is None else around(text, *where), paste


def locate(finding: Row, text: str) -> tuple[int, int] | None:
    """[start, end) of a finding in its file's text: as it says, else the words that it quotes, else its line.

    The words may be broken into lines in the file. None where nothing tells.
    """
    page_start, page_end = finding["page_start"] or 0, finding["page_end"] or len(text)
    start, end = finding["start"], finding["end"]
    if start is not None:
        return (start, max(start, end or start)) if start <= len(text) else None
    for words in sorted(_QUOTED.findall(finding["message"]), key=len, reverse=True):
        signs = [re.escape(sign) for sign in words if not sign.isspace()]
        found = re.compile(r"\s*".join(signs)).search(text, page_start, page_end)
        if found:
            return found.span()
    if finding["line"] is not None:
        starts = [0, *(match.end() for match in re.finditer("\n", text))]
        if finding["line"] <= len(starts):
            begins = starts[finding["line"] - 1]
            ends = text.find("\n", begins)
            return begins, ends if ends >= 0 else len(text)
    return None


def around(text: str, start: int, end: int) -> Place:
    """The place with some text on both sides, cut at line ends where one is near."""
    first = max(0, start - BEFORE)
    line = text.find("\n", first, start)
    if first and line >= 0 and line + 1 < start:
        first = line + 1
    end = min(end, start + LONGEST_MARK)
    last = min(len(text), end + AFTER)
    line = text.rfind("\n", end, last)
    if last < len(text) and line > end:
        last = line
    return Place(
        text[first:start],
        text[start:end],
        text[end:last],
        text.count("\n", 0, start) + 1,
        first > 0,
        last < len(text),
    )


_WHERE = """
WHERE (:kind = '' OR findings.kind = :kind)
    AND (:severity = '' OR findings.severity = :severity)
    AND (:paper = '' OR newspapers.name = :paper)
"""
_FROM = """
FROM findings
LEFT JOIN pages ON pages.id = findings.page_id
LEFT JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
"""
_FINDINGS = f"""
SELECT
    findings.id, findings.kind, findings.severity, findings.message, findings.line, findings.start,
    findings."end", findings.rule, findings.source_file_id, findings.page_id, findings.path,
    pages.key AS page, newspapers.name AS newspaper, issues.date,
    articles.key AS article_key, articles.title AS article,
    page_sources.start AS page_start, page_sources."end" AS page_end
{_FROM.strip()}
LEFT JOIN articles ON articles.id = findings.article_id
LEFT JOIN page_sources ON page_sources.page_id = findings.page_id
    AND page_sources.source_file_id = findings.source_file_id
    AND page_sources.is_current = 1
{_WHERE.strip()}
ORDER BY
    {GRAVEST_FIRST},
    findings.page_id,
    findings.start,
    findings.id
LIMIT :limit OFFSET :offset
"""
_COUNTS = f"""
SELECT findings.kind, findings.severity, newspapers.name AS newspaper, count(*) AS findings
{_FROM.strip()}
{_WHERE.strip()}
GROUP BY findings.kind, findings.severity, newspapers.id
ORDER BY
    {GRAVEST_FIRST},
    findings DESC,
    findings.kind,
    newspaper
"""
_SOURCE = "SELECT text FROM source_files WHERE id = :id"
_CORRECTIONS = """
SELECT id, file, line, what, anchor, value, corrected_by, corrected_at, why, status, reason
FROM corrections
WHERE :status = '' OR status = :status
ORDER BY CASE status WHEN 'stale' THEN 1 WHEN 'pending' THEN 2 ELSE 3 END, file, line
LIMIT :limit OFFSET :offset
"""
_USES = """
SELECT correction_uses.field, correction_uses.before, correction_uses.after, articles.key AS article_key,
    articles.title AS article, pages.key AS page
FROM correction_uses
JOIN pages ON pages.id = correction_uses.page_id
LEFT JOIN articles ON articles.id = correction_uses.article_id
WHERE correction_uses.correction_id = :id AND correction_uses.reason IS NULL
ORDER BY pages.key, correction_uses.id
LIMIT 50
"""
_PAPERS = """
SELECT DISTINCT newspapers.name
FROM findings
JOIN pages ON pages.id = findings.page_id
JOIN issues ON issues.id = pages.issue_id
JOIN newspapers ON newspapers.id = issues.newspaper_id
ORDER BY newspapers.name
"""
_GAPS = """
SELECT newspaper, year, what, after, before, date, usual_days, missing
FROM missing_pages
WHERE :paper = '' OR newspaper = :paper
ORDER BY newspaper, coalesce(date, after), what
LIMIT 2000
"""
