"""Quotations: one row a distinct wording, how wordings are related, and which mention uses which.

What the tables hold is a function of the wordings in the archive and of who quotes them, whatever came first:
two wordings are a pair where one stands in the other or is much like it, and a mention's own wording leads to
the fuller or more usual one by these pairs and by how many articles quote each. A page touches its own wordings
and their pairs, found by hashed stretches, and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from lilun.loaders.resolve.quotation_links import led_to, links_now, links_of, relink, unsettled, write_links
from lilun.loaders.resolve.quotation_pairs import SHORTEST, add_pairs, grams, neighbours, pairs_of
from lilun.loaders.resolve.wordings import fullest, key_of, quoted
from lilun.loaders.rows import CLOSELY, among, batches, spread
from lilun.schema import search
from sqlalchemy import Connection


def add_quotations(connection: Connection, articles: Sequence[int]) -> None:
    """Put the direct quotations of newly written articles into the archive: wordings, pairs and uses."""
    mentions = _mentions(connection, articles)
    if not mentions:
        return
    printings: dict[str, list[str]] = defaultdict(list)
    quoting: dict[str, set[int]] = defaultdict(set)
    for _, article, key, text in mentions:
        printings[key].append(text)
        quoting[key].add(article)
    ids: dict[str, int] = {}
    before: dict[int, int] = {}
    reworded = set()
    known = {
        key: (i, text, count)
        for i, key, text, count in among(
            connection, "SELECT id, key, text, articles FROM quotations WHERE key IN ({})", printings
        )
    }
    for key in sorted(printings):
        if key not in known:
            text = fullest(printings[key])
            ids[key] = connection.exec_driver_sql(
                "INSERT INTO quotations (key, text, characters, articles) VALUES (?, ?, ?, 0) RETURNING id",
                (key, text, len(quoted(text).bare)),
            ).scalar_one()
            search.index_rows(connection, "quotations", [ids[key]])
            before[ids[key]] = 0
        else:
            ids[key], text, count = known[key]
            before[ids[key]] = count
            # a row that nothing uses any more keeps its id for a page that comes again, but not its printing
            if _reword(connection, ids[key], text, fullest([*([text] if count else []), *printings[key]])):
                reworded.add(ids[key])
    connection.exec_driver_sql(
        "UPDATE quotations SET articles = articles + ? WHERE id = ?",
        [(len(quoting[key]), ids[key]) for key in ids],
    )
    new = [i for i, count in before.items() if not count]
    add_pairs(connection, new)
    linked = {ids[key]: links_now(connection, ids[key]) for key in ids}
    connection.exec_driver_sql(
        "INSERT INTO quotation_uses (cited_speech_id, quotation_id, relation) VALUES (?, ?, 'same')",
        [(mention, ids[key]) for mention, _, key, _ in mentions],
    )
    for mention, _, key, _ in mentions:
        write_links(connection, [mention], linked[ids[key]])
    relink(connection, set(before) | unsettled(connection, before, new) | led_to(connection, reworded))
    place_by_wording(connection, before)


def take_out_quotations(connection: Connection, articles: Sequence[int]) -> None:
    """Undo what articles that are about to be deleted brought; rows left without use go with `drop_quotations`."""
    mentions = _mentions(connection, articles)
    if not mentions:
        return
    removed: dict[str, set[str]] = defaultdict(set)
    quoting: dict[str, set[int]] = defaultdict(set)
    for _, article, key, text in mentions:
        removed[key].add(text)
        quoting[key].add(article)
    rows = list(
        among(connection, "SELECT id, key, text, articles FROM quotations WHERE key IN ({})", quoting)
    )
    touched = {i for i, *_ in rows}
    touched |= led_to(connection, touched)
    among(connection, "DELETE FROM quotation_uses WHERE cited_speech_id IN ({})", [m for m, *_ in mentions])
    dead = []
    for i, key, text, count in rows:
        connection.exec_driver_sql(
            "UPDATE quotations SET articles = articles - ? WHERE id = ?", (len(quoting[key]), i)
        )
        if count == len(quoting[key]):
            dead.append(i)
        elif text in removed[key]:
            _reword(connection, i, text, fullest(_printings(connection, i)))
    around = neighbours(connection, dead)
    for i in dead:
        connection.exec_driver_sql("DELETE FROM quotation_grams WHERE quotation_id = ?", (i,))
        connection.exec_driver_sql("DELETE FROM quotation_pairs WHERE ? IN (quotation_id, other_id)", (i,))
    relink(connection, (touched | around) - set(dead))
    place_by_wording(connection, [i for i, *_ in rows])


def drop_quotations(connection: Connection) -> None:
    """Delete the wordings that no article quotes any more."""
    unused = [i for (i,) in connection.exec_driver_sql("SELECT id FROM quotations WHERE articles = 0")]
    search.unindex_rows(connection, "quotations", unused)
    for i in unused:
        connection.exec_driver_sql("DELETE FROM quotations WHERE id = ?", (i,))


def make_missing_quotations(connection: Connection) -> None:
    """Put all direct quotations into an archive whose loader did not relate them yet."""
    execute = connection.exec_driver_sql
    if execute("SELECT 1 FROM quotation_grams LIMIT 1").first():
        return
    for table in ("quotation_uses", "quotation_pairs"):
        execute(f"DELETE FROM {table}")
    execute("UPDATE quotations SET articles = 0")
    for articles in batches(execute("SELECT id FROM articles ORDER BY id").scalars().all()):
        add_quotations(connection, articles)
    drop_quotations(connection)


# -- events by wording ---------------------------------------------------------------------------

_BY_WORDING = "same wording as a placed mention"


def place_by_wording(connection: Connection, quotations: Iterable[int]) -> None:
    """Bare mentions (习近平总书记指出) get the event of the same speaker's same wording, if all others agree."""
    listed = list(quotations)
    unplace_by_wording(connection, listed)
    among(
        connection,
        "WITH placed AS (SELECT u.quotation_id, c.speaker_id, min(c.speech_id) AS speech_id "
        "  FROM quotation_uses u JOIN cited_speeches c ON c.id = u.cited_speech_id "
        "  WHERE u.relation = 'same' AND u.quotation_id IN ({0}) AND c.speech_id IS NOT NULL "
        "  GROUP BY u.quotation_id, c.speaker_id HAVING count(DISTINCT c.speech_id) = 1) "
        f"UPDATE cited_speeches SET rule = '{_BY_WORDING}', speech_id = placed.speech_id "
        "FROM placed CROSS JOIN quotation_uses u WHERE u.cited_speech_id = cited_speeches.id "
        "AND u.relation = 'same' AND u.quotation_id = placed.quotation_id "
        "AND placed.speaker_id = cited_speeches.speaker_id "
        "AND cited_speeches.speech_id IS NULL AND cited_speeches.event_key IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM speech_candidates k WHERE k.cited_speech_id = cited_speeches.id)",
        listed,
    )


def unplace_by_wording(connection: Connection, quotations: Iterable[int]) -> None:
    """Take back what `place_by_wording` gave: the events may be about to change."""
    among(
        connection,
        f"UPDATE cited_speeches SET speech_id = NULL, rule = NULL WHERE rule = '{_BY_WORDING}' "
        "AND id IN (SELECT cited_speech_id FROM quotation_uses WHERE relation = 'same' AND quotation_id IN ({}))",
        quotations,
    )


def worded_as(connection: Connection, event_keys: Iterable[str]) -> list[int]:
    """The quotations that mentions of these groups are uses of."""
    found: list[int] = list(
        among(
            connection,
            "SELECT DISTINCT u.quotation_id FROM cited_speeches c JOIN quotation_uses u "
            "ON u.cited_speech_id = c.id AND u.relation = 'same' WHERE c.event_key IN ({})",
            event_keys,
        ).scalars()
    )
    return found


# -- wordings and their printings ---------------------------------------------------------------


def _mentions(connection: Connection, articles: Iterable[int]) -> list[tuple[int, int, str, str]]:
    """Direct quotations that are long enough: mention, article, key of the wording, text as printed."""
    found = []
    for mention, article, text in among(
        connection,
        "SELECT id, article_id, quote FROM cited_speeches WHERE article_id IN ({}) AND mode = 'direct' "
        "AND quote IS NOT NULL ORDER BY id",
        articles,
    ):
        bare = quoted(text).bare
        if len(bare) >= SHORTEST:
            found.append((mention, article, key_of(bare), text))
    return found


def _printings(connection: Connection, quotation: int) -> list[str]:
    return [
        text
        for (text,) in connection.exec_driver_sql(
            "SELECT DISTINCT c.quote FROM quotation_uses u JOIN cited_speeches c ON c.id = u.cited_speech_id "
            "WHERE u.quotation_id = ? AND u.relation = 'same'",
            (quotation,),
        )
    ]


def _reword(connection: Connection, quotation: int, before: str, after: str) -> bool:
    """Show a wording as another printing has it; whether that is another one."""
    if before != after:
        search.unindex_rows(connection, "quotations", [quotation])
        connection.exec_driver_sql("UPDATE quotations SET text = ? WHERE id = ?", (after, quotation))
        search.index_rows(connection, "quotations", [quotation])
    return before != after


# -- whether it is so ----------------------------------------------------------------------------


def check(connection: Connection) -> Iterator[str]:
    """What is wrong between quotations and mentions, a sentence each.

    Looks at every quotation and mention, and at the pairs and links of CLOSELY quotations, spread evenly.
    """
    every = connection.exec_driver_sql("SELECT id FROM articles ORDER BY id").scalars().all()
    quoting: dict[str, set[int]] = defaultdict(set)
    printings: dict[str, set[str]] = defaultdict(set)
    wanted: dict[str, set[int]] = defaultdict(set)
    for mention, article, key, text in _mentions(connection, every):
        quoting[key].add(article)
        printings[key].add(text)
        wanted[key].add(mention)
    rows = connection.exec_driver_sql(
        "SELECT id, key, text, characters, articles FROM quotations ORDER BY key"
    ).all()
    closely = {row.id for row in spread(rows, CLOSELY)}
    for i, key, text, characters, articles in rows:
        bare = quoted(text).bare
        if key not in quoting:
            yield f"quotation {key} is quoted nowhere"
            continue
        if (key_of(bare), len(bare)) != (key, characters) or text != fullest(list(printings[key])):
            yield f"quotation {key} has another text than its mentions"
        if articles != len(quoting.pop(key)):
            yield f"quotation {key} is quoted by another number of articles than its row says"
        if i in closely:
            yield from _wrong_pairs(connection, i, key, bare)
            yield from _wrong_uses(connection, i, key, wanted[key])
    for key in sorted(quoting):
        yield f"quotation {key} is quoted and is not in the table"


def _wrong_pairs(connection: Connection, quotation: int, key: str, bare: str) -> Iterator[str]:
    stored = connection.exec_driver_sql(
        "SELECT gram FROM quotation_grams WHERE quotation_id = ?", (quotation,)
    )
    if set(stored.scalars()) != grams(bare):
        yield f"quotation {key} is not found by its own words"
    pairs = {
        (quoted(shorter).bare, quoted(longer).bare, relation, alike)
        for shorter, longer, relation, alike in connection.exec_driver_sql(
            "SELECT a.text, b.text, p.relation, p.similarity FROM quotation_pairs p "
            "JOIN quotations a ON a.id = p.quotation_id JOIN quotations b ON b.id = p.other_id "
            "WHERE ? IN (p.quotation_id, p.other_id)",
            (quotation,),
        )
    }
    expected = {
        (shorter, other if shorter == bare else bare, relation, alike)
        for other, (shorter, relation, alike) in pairs_of(connection, bare).items()
    }
    if pairs != expected:
        yield f"quotation {key} has {len(pairs)} pairs, and its words give {len(expected)}"


def _wrong_uses(connection: Connection, quotation: int, key: str, wanted: set[int]) -> Iterator[str]:
    uses: dict[int, list[tuple[int, str, str | None]]] = {mention: [] for mention in wanted}
    for mention, other, relation, shown in among(
        connection,
        "SELECT cited_speech_id, quotation_id, relation, difference FROM quotation_uses WHERE cited_speech_id IN ({})",
        wanted,
    ):
        uses[mention].append((other, relation, shown))
    expected = sorted([(quotation, "same", None), *links_of(connection, quotation)], key=str)
    for mention in sorted(wanted):
        if sorted(uses[mention], key=str) != expected:
            yield f"mention {mention} does not lead to the quotations that its wording {key} leads to"
