"""Articles to rows: one page in one transaction, ids kept where the page was there before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lilun.loaders import history
from lilun.loaders.corrections.archive import add_uses
from lilun.loaders.corrections.people import known_as
from lilun.loaders.fields.article import Article
from lilun.loaders.fields.byline import Signatory
from lilun.loaders.fields.citation import Citation
from lilun.loaders.history import Version
from lilun.loaders.identity import Identity, identify
from lilun.loaders.page import Text
from lilun.loaders.reading import ReadPage
from lilun.loaders.redirects import redirect, settle
from lilun.loaders.removal import remove_articles, remove_page
from lilun.loaders.resolve.archive import reopen_groups
from lilun.loaders.resolve.documents import document_id
from lilun.loaders.resolve.institutions import Named, Paper, resolve_affiliation, unresolved_institution
from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.resolve.mentions import resolve_mention
from lilun.loaders.resolve.passages import add_passages, drop_passages
from lilun.loaders.resolve.people import author_name
from lilun.loaders.resolve.quotations import add_quotations, drop_quotations
from lilun.loaders.rows import Rows
from lilun.loaders.sources.manifest import NOTHING_SAID
from lilun.schema import search
from sqlalchemy import Connection

LOADER = "lilun.loaders.sources.text"


@dataclass(slots=True)
class Written:
    """What writing a page did ('inserted', 'updated' or 'unchanged'), how many findings it wrote, and what to tell."""

    outcome: str
    findings: int = 0
    message: str = ""


@dataclass(slots=True)
class _Old:
    """Ids of a page that was there before, so that links to it keep working."""

    page_id: int
    articles: dict[int, Version]  # by position


class PageWriter:
    """Writes pages over one connection; the caller opens and commits the transaction."""

    def __init__(self, connection: Connection, lookup: Lookup, load_id: int, version: str) -> None:
        self.connection = connection
        self.lookup = lookup
        self.load_id = load_id
        self.version = version
        self.known_as = known_as(connection)

    def write(
        self, page: ReadPage, identity: Identity, replaces: str | None = None, *, over_newer: bool = False
    ) -> Written:
        """All rows of one page. `replaces` is the key that the same file had before, where it changed.

        A text that is older than the one which the page is read from is kept and does not take its place, unless
        `over_newer` says so.
        """
        self.rows = Rows(self.connection)
        newer = None if over_newer else self._newer(page, identity.key)
        if newer is not None:
            return self._keep_older(page, identity, replaces, *newer)
        self._touched: set[str] = set()
        self._paragraphs: list[tuple[int, Text]] = []
        self._open: list[tuple[int, str, str, str]] = []  # article, kind, message, rule of what is unresolved
        if replaces and replaces != identity.key:
            self._redirect(replaces, identity.key)
        old = self._take_out(identity.key)
        said = [(a.headline.title, "\n".join(str(p.text) for p in a.paragraphs)) for a in page.articles]
        self._same = history.same_articles(old.articles if old else {}, said)
        page_id = self._page(identity, old)
        source_id, page_source = self._source(page, page_id)
        articles = [
            self._article(number, article, page_id, identity)
            for number, article in enumerate(page.articles, start=1)
        ]
        spans = self._spans(page, page_source, articles)
        self._pieces(spans)
        findings = self._findings(page, identity, source_id, page_id)
        add_uses(self.rows, self.connection, self.load_id, page_id, articles, page.tried)
        self.rows.write()
        if old:
            history.record(
                self.connection, self.load_id, old.articles, history.versions(self.connection, page_id)
            )
        reopen_groups(self.connection, self._touched)
        search.index_rows(self.connection, "articles", articles)
        search.index_rows(self.connection, "paragraphs", [p for p, _ in self._paragraphs])
        add_quotations(self.connection, articles)
        add_passages(self.connection, articles)
        drop_quotations(self.connection)
        drop_passages(self.connection)
        return Written("updated" if old else "inserted", findings)

    # -- what was there before ------------------------------------------------------------------

    def _take_out(self, key: str) -> _Old | None:
        """Remove what hangs on a page but the page itself; its sources stay, no longer current."""
        row = self.connection.exec_driver_sql("SELECT id FROM pages WHERE key = ?", (key,)).first()
        if row is None:
            return None
        old = history.versions(self.connection, row[0])
        self._touched |= remove_articles(self.connection, [version.id for version in old.values()])
        for statement in (
            "DELETE FROM spans WHERE page_source_id IN (SELECT id FROM page_sources WHERE page_id = ?)",
            "DELETE FROM findings WHERE page_id = ?",
            "DELETE FROM correction_uses WHERE page_id = ?",
            "UPDATE page_sources SET is_current = 0 WHERE page_id = ?",
        ):
            self.connection.exec_driver_sql(statement, (row[0],))
        return _Old(row[0], old)

    def _redirect(self, old: str, new: str) -> None:
        """A file's page gets another key: the row is renamed, or dropped where the new key has one already."""
        execute = self.connection.exec_driver_sql
        taken = execute("SELECT 1 FROM pages WHERE key = ?", (new,)).first()
        if taken:
            remove_page(self.connection, old)
        else:
            execute("UPDATE pages SET key = ? WHERE key = ?", (new, old))
        redirect(self.connection, "pages", old, new, "more is known of the page")

    def _newer(self, page: ReadPage, key: str) -> tuple[int, str, str] | None:
        """The page that has this key, and path and time of its text, where that is newer than this one."""
        row = self.connection.exec_driver_sql(
            "SELECT p.id, f.path, s.made_at FROM pages p JOIN page_sources s ON s.page_id = p.id AND s.is_current "
            "JOIN source_files f ON f.id = s.source_file_id WHERE p.key = ? AND f.sha256 <> ? AND s.made_at > ?",
            (key, page.source.sha256, page.source.made_at or "9999"),
        ).first()
        return None if row is None else (row[0], row[1], row[2])

    def _keep_older(
        self, page: ReadPage, identity: Identity, replaces: str | None, page_id: int, path: str, made_at: str
    ) -> Written:
        """Keep a text beside the newer one that its page is read from; the finding says which."""
        if replaces and replaces != identity.key:
            self._redirect(replaces, identity.key)
        source_id, _ = self._source(page, page_id, current=False)
        message = (
            f"the text of {page.source.made_at[:19]} is older than that of {made_at[:19]} from {path}, which stays; "
            "--over-newer puts it in its place"
        )
        self.rows.add(
            "findings", load_id=self.load_id, source_file_id=source_id, page_id=page_id, path=page.source.path,
            kind="older_text", severity="warning", message=message, rule="time of the file",
        )  # fmt: skip
        moved = [tried for tried in page.tried if tried.correction.what == "page"]
        add_uses(self.rows, self.connection, self.load_id, page_id, (), moved)
        self.rows.write()
        return Written("unchanged", 1, message)

    # -- where it was printed -------------------------------------------------------------------

    def _page(self, identity: Identity, old: _Old | None) -> int:
        issue_id = self._issue(identity, old)
        values = (identity.key, issue_id, identity.number, identity.name)
        if old is None:
            settle(self.connection, "pages", identity.key)
            return self.rows.add(
                "pages", key=identity.key, issue_id=issue_id, number=identity.number, name=identity.name
            )
        self.connection.exec_driver_sql(
            "UPDATE pages SET key = ?, issue_id = ?, number = ?, name = ? WHERE id = ?",
            (*values, old.page_id),
        )
        self.connection.exec_driver_sql("DELETE FROM issues WHERE id NOT IN (SELECT issue_id FROM pages)")
        return old.page_id

    def _newspaper(self, name: str | None) -> int | None:
        if name is None:
            return None
        execute = self.connection.exec_driver_sql  # `paper_name` has made an alias the paper's own name
        found: int | None = execute("SELECT id FROM newspapers WHERE name = ?", (name,)).scalar()
        if found is None:
            found = execute(
                "INSERT INTO newspapers (name, origin) VALUES (?, 'loaded') RETURNING id", (name,)
            ).scalar_one()
        return found

    def _issue(self, identity: Identity, old: _Old | None) -> int:
        execute = self.connection.exec_driver_sql
        newspaper = self._newspaper(identity.newspaper)
        place = execute("SELECT place_id FROM newspapers WHERE id = ?", (newspaper,)).scalar()
        self.paper = Paper(identity.newspaper, place)
        self.newspaper = newspaper
        dated = identity.known_by in ("given", "printed") and len(identity.date or "") == 10
        full = newspaper is not None and dated
        found: int | None = None
        if full:
            found = execute(
                "SELECT id FROM issues WHERE newspaper_id = ? AND date = ?", (newspaper, identity.date)
            ).scalar()
        elif old is not None:
            found = execute("SELECT issue_id FROM pages WHERE id = ?", (old.page_id,)).scalar()
        days = identity.days
        values = (
            newspaper, identity.date, days.earliest.isoformat() if days else None,
            days.latest.isoformat() if days else None, identity.evidence, identity.known_by,
        )  # fmt: skip
        if found is not None:
            execute(
                "UPDATE issues SET newspaper_id = ?, date = ?, date_earliest = ?, date_latest = ?, evidence = ?, "
                "date_known_by = CASE date_known_by WHEN 'given' THEN 'given' ELSE ? END WHERE id = ?",
                (*values, found),
            )
            return found
        return int(
            execute(
                "INSERT INTO issues (newspaper_id, date, date_earliest, date_latest, evidence, date_known_by) "
                "VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                values,
            ).scalar_one()
        )

    def _source(self, page: ReadPage, page_id: int, *, current: bool = True) -> tuple[int, int]:
        source = page.source
        execute = self.connection.exec_driver_sql
        found = execute("SELECT id FROM source_files WHERE sha256 = ?", (source.sha256,)).scalar()
        if found is None:
            found = self.rows.add(
                "source_files", sha256=source.sha256, path=source.path, encoding=source.decoded.encoding,
                media_type=source.media_type, loader=LOADER, loader_version=self.version,
                characters=len(source.decoded.text), text=source.decoded.text,
                bytes=None if source.decoded.round_trips else source.data,
            )  # fmt: skip
        plain = identify(replace(page, settled=NOTHING_SAID))
        values = {
            "is_current": int(current), "load_id": self.load_id, "made_at": source.made_at or None,
            "newspaper": plain.newspaper, "date": None if plain.known_by == "inferred" else plain.date,
            "number": plain.number, "name": plain.name,
        }  # fmt: skip
        known = execute(
            "SELECT id FROM page_sources WHERE page_id = ? AND source_file_id = ?", (page_id, found)
        ).scalar()
        if known is not None:
            listed = ", ".join(f"{name} = ?" for name in values)
            execute(f"UPDATE page_sources SET {listed} WHERE id = ?", (*values.values(), known))
            return int(found), int(known)
        return int(found), self.rows.add(
            "page_sources",
            page_id=page_id,
            source_file_id=found,
            start=0,
            end=len(source.decoded.text),
            **values,
        )

    def _spans(self, page: ReadPage, page_source: int, articles: Sequence[int]) -> list[tuple[int, int, int]]:
        """Rows of the partition; (start, end, id) of those that hold text."""
        written: list[tuple[int, int, int]] = []
        # a copy may stand before what it repeats, and its row must come behind the other's
        for position, span in sorted(enumerate(page.spans, start=1), key=lambda s: s[1].repeats is not None):
            original = next((i for a, b, i in written if span.repeats and a <= span.repeats[0] < b), None)
            written.append(
                (span.start, span.end, self.rows.add(
                    "spans", page_source_id=page_source, position=position, start=span.start, end=span.end,
                    role=span.role, article_id=None if span.article is None else articles[span.article],
                    duplicate_of_id=original,
                ))
            )  # fmt: skip
        return written

    def _pieces(self, spans: Sequence[tuple[int, int, int]]) -> None:
        for paragraph_id, text in self._paragraphs:
            at = 0
            for position, piece in enumerate(text.pieces, start=1):
                span = next((i for a, b, i in spans if a <= piece.start < b), None)
                self.rows.add(
                    "paragraph_pieces", paragraph_id=paragraph_id, position=position, span_id=span,
                    source_start=piece.start, source_end=piece.end, text_start=at,
                    text_end=at + len(piece.text), repair=piece.repair or None,
                )  # fmt: skip
                at += len(piece.text)

    # -- what was printed -----------------------------------------------------------------------

    def _article(self, number: int, article: Article, page_id: int, identity: Identity) -> int:
        head = article.headline
        known = self._same.get(number)
        article_id = self.rows.add(
            "articles", **({"id": known.id} if known else {}), key=f"{identity.key}/{number}", page_id=page_id,
            position=number, column_id=self._column(head.column), kind=article.kind, kicker=head.kicker,
            title=head.title, subtitle=head.subtitle, reprinted_from=article.reprinted_from,
            characters=article.characters,
        )  # fmt: skip
        for position, signatory in enumerate(article.signatories, start=1):
            self._byline(article_id, position, signatory)
        sections = self._sections(article_id, article)
        paragraphs = self._paragraph_rows(article_id, article, sections)
        for position, citation in enumerate(article.citations, start=1):
            self._citation(article_id, position, citation, identity, paragraphs)
        for position, mention in enumerate(article.documents, start=1):
            self.rows.add(
                "cited_documents", article_id=article_id, position=position,
                document_id=document_id(mention.title, mention.short, self.lookup, self.rows),
                title_as_printed=mention.title, paragraph_id=paragraphs[mention.paragraph], start=mention.start,
                end=mention.end, is_short=int(mention.short),
            )  # fmt: skip
        for keyword in article.keywords:
            self.rows.add("keywords", article_id=article_id, term=keyword.term, weight=keyword.weight)
        return article_id

    def _column(self, name: str | None) -> int | None:
        if not name:
            return None
        known = (self.newspaper, name)
        if known not in self.lookup.columns:
            self.lookup.columns[known] = self.rows.add("columns", newspaper_id=self.newspaper, name=name)
        return self.lookup.columns[known]

    def _byline(self, article_id: int, position: int, signatory: Signatory) -> None:
        name = signatory.name
        byline = self.rows.add(  # its author is told from others of the name at the end of the run
            "bylines", article_id=article_id, position=position, role=signatory.role, name_as_printed=name,
            author_name=self._person(name) if name else None, author_kind=signatory.kind if name else None,
        )  # fmt: skip
        for number, affiliation in enumerate(signatory.affiliations, start=1):
            named = Named.of(affiliation)
            resolved = resolve_affiliation(named, self.paper, self.lookup, self.rows)
            if not resolved.institutions and affiliation.organization:
                message = unresolved_institution(affiliation.organization)
                self._open.append((article_id, "unresolved_institution", message, resolved.rule))
            affiliation_id = self.rows.add(
                "affiliations", byline_id=byline, position=number,
                institution_id=resolved.institutions[0][0] if resolved.institutions else None,
                organization_as_printed=affiliation.organization, rule=resolved.rule,
            )  # fmt: skip
            for place, (institution, rule) in enumerate(resolved.institutions, start=1):
                self.rows.add(
                    "affiliation_institutions", affiliation_id=affiliation_id, institution_id=institution,
                    position=place, rule=rule,
                )  # fmt: skip
            for kind, names in (("level", named.levels), ("joint", named.joint), ("other", named.others)):
                for place, words in enumerate(names, start=1):
                    self.rows.add(
                        "affiliation_names", affiliation_id=affiliation_id, kind=kind, position=place,
                        name_as_printed=words,
                    )  # fmt: skip
            for place, post in enumerate(affiliation.positions, start=1):
                self.rows.add(
                    "posts", affiliation_id=affiliation_id, position=place, title_as_printed=post.title,
                    kind=post.kind,
                )  # fmt: skip

    def _person(self, printed: str) -> str:
        """The name that a signatory is told by, where people have said that two names are one person's too."""
        name = author_name(printed)
        return self.known_as.get(name, name)

    def _sections(self, article_id: int, article: Article) -> list[int]:
        ids: list[int] = []
        for position, section in enumerate(article.sections, start=1):
            ids.append(
                self.rows.add(
                    "sections", article_id=article_id,
                    parent_id=None if section.parent is None else ids[section.parent], position=position,
                    level=section.level, enumerator=section.enumerator, heading=section.heading,
                    kind=section.kind,
                )
            )  # fmt: skip
        return ids

    def _paragraph_rows(self, article_id: int, article: Article, sections: Sequence[int]) -> dict[int, int]:
        """Rows of the paragraphs; their ids by the number that spans of citations use."""
        ids: dict[int, int] = {}
        extra = max((p.number or 0 for p in article.paragraphs), default=0)
        for paragraph in article.paragraphs:
            position = paragraph.number
            if position is None:  # a caption stands behind the body
                extra += 1
                position = extra
            row = self.rows.add(
                "paragraphs", article_id=article_id,
                section_id=None if paragraph.section is None else sections[paragraph.section],
                position=position, role=paragraph.role, text=paragraph.text.string,
            )  # fmt: skip
            ids.setdefault(position, row)
            self._paragraphs.append((row, paragraph.text))
        return ids

    # -- whose words it quotes ------------------------------------------------------------------

    def _citation(
        self,
        article_id: int,
        position: int,
        citation: Citation,
        identity: Identity,
        paragraphs: dict[int, int],
    ) -> None:
        mention = resolve_mention(citation, identity.days, self.lookup, self.rows)
        row = self.rows.add(
            "cited_speeches", article_id=article_id, position=position, mode=citation.mode,
            source_as_printed=citation.source or None, source_kind=_source_kind(citation.source_kind),
            attribution_as_printed=citation.attribution, verb=citation.verb, quote=citation.quote,
            occasion=citation.occasion, place_id=mention.place_id, date_as_printed=citation.date_as_printed,
            date=mention.date, date_earliest=mention.earliest, date_latest=mention.latest,
            speaker_id=mention.speaker_id, voice_id=mention.voice_id, speech_id=mention.speech_id,
            rule=mention.rule or None, evidence=mention.evidence, event_key=mention.event_key,
            speaker_name=citation.speaker, voice_name=citation.voice, document_title=citation.document,
            place_name=citation.place, date_given=citation.date_given,
        )  # fmt: skip
        for candidate in mention.candidates:
            self.rows.add(
                "speech_candidates", cited_speech_id=row, speech_id=candidate,
                score=round(1 / len(mention.candidates), 4), why=mention.rule,
            )  # fmt: skip
        counts: dict[str, int] = {}
        for span in citation.spans:
            counts[span.part] = counts.get(span.part, 0) + 1
            self.rows.add(
                "citation_spans", cited_speech_id=row, part=span.part, paragraph_id=paragraphs[span.paragraph],
                position=counts[span.part], start=span.start, end=span.end,
            )  # fmt: skip
        if mention.event_key:
            self._touched.add(mention.event_key)

    # -- what a person should look at -----------------------------------------------------------

    def _findings(self, page: ReadPage, identity: Identity, source_id: int, page_id: int) -> int:
        notes = [*identity.notes, *page.notes]
        for note in notes:
            self.rows.add(
                "findings", load_id=self.load_id, source_file_id=source_id, page_id=page_id,
                path=page.source.path, kind=note.kind, severity=note.severity, message=note.message,
                line=_line(page.source.decoded.text, note.start), start=note.start, end=note.end,
                rule=note.rule or None,
            )  # fmt: skip
        for article_id, kind, message, rule in dict.fromkeys(self._open):
            self.rows.add(
                "findings", load_id=self.load_id, source_file_id=source_id, page_id=page_id, article_id=article_id,
                path=page.source.path, kind=kind, severity="info", message=message, rule=rule,
            )  # fmt: skip
        return len(notes) + len(set(self._open))


def _line(text: str, at: int | None) -> int | None:
    """The line of the file, from 1, on which an offset lies."""
    return None if at is None else text.count("\n", 0, at) + 1


def _source_kind(kind: str) -> str:
    return (
        kind
        if kind in ("speech", "report", "meeting", "document", "letter", "book", "person", "organ")
        else "other"
    )
