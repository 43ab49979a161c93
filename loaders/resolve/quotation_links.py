"""Links: the fuller or more usual wording that the mentions of a wording lead to, by pairs and by who quotes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lilun.loaders.resolve.difference import difference
from lilun.loaders.resolve.wordings import Wording, quoted
from lilun.loaders.rows import among, many
from sqlalchemy import Connection

SEVERAL = 5  # wordings at most that a mention leads to where its words stand in many
_MUCH_LONGER = 1.25  # a wording so much longer is the fuller one, however few articles quote it


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A row of `quotations` as it is compared. The first by `rank` is the one that others lead to."""

    id: int
    wording: Wording
    articles: int

    @property
    def bare(self) -> str:
        return self.wording.bare

    @property
    def rank(self) -> tuple[int, int, str]:
        return -self.articles, -len(self.bare), self.bare


def links_of(connection: Connection, quotation: int) -> list[tuple[int, str, str]]:
    """What mentions of a wording lead to beside it: id, relation and difference, most quoted first.

    Words that stand in one fuller wording, or in several that are much alike, are shortened from it; words
    that stand in several are a part of each. What stands in none may be altered from a wording that
    more articles quote, or that is much longer.
    """
    around = [
        (other, relation, shorter == quotation)
        for shorter, other, relation in connection.exec_driver_sql(
            "SELECT quotation_id, other_id, relation FROM quotation_pairs WHERE quotation_id = ?1 "
            "UNION ALL SELECT quotation_id, quotation_id, relation FROM quotation_pairs WHERE other_id = ?1",
            (quotation,),
        )
    ]
    holding = {i for i, relation, is_longer in around if is_longer and relation == "shortened"}
    wanted = holding or {i for i, relation, _ in around if relation == "altered"}
    if not wanted:
        return []
    rows = {row.id: row for row in _rows(connection, {*wanted, quotation})}
    me = rows.pop(quotation)
    if holding:
        chosen = _heads(connection, rows)
        relation = "shortened" if len(chosen) == 1 else "part"
    else:
        usual = [row for row in rows.values() if _leads(row, me)]
        chosen = sorted(usual, key=lambda row: row.rank)[:1]
        relation = "altered"
    return [(row.id, relation, difference(me.wording, row.wording)) for row in chosen[:SEVERAL]]


def led_to(connection: Connection, ids: Iterable[int]) -> set[int]:
    """Wordings whose mentions lead to one of these."""
    return {
        i
        for (i,) in among(
            connection,
            "SELECT DISTINCT own.quotation_id FROM quotation_uses link JOIN quotation_uses own "
            "ON own.cited_speech_id = link.cited_speech_id AND own.relation = 'same' "
            "WHERE link.relation <> 'same' AND link.quotation_id IN ({})",
            ids,
        )
    }


def _leads(other: _Quoted, me: _Quoted) -> bool:
    """Whether of two wordings that are much alike the other is the one to compare with."""
    if len(other.bare) >= _MUCH_LONGER * len(me.bare):
        return True
    return len(me.bare) < _MUCH_LONGER * len(other.bare) and other.rank < me.rank


def _heads(connection: Connection, rows: dict[int, _Quoted]) -> list[_Quoted]:
    """Of wordings that hold the same words the fullest, one for each group of those much alike, by rank."""
    inner = list(
        among(
            connection,
            "SELECT quotation_id, other_id, relation FROM quotation_pairs WHERE quotation_id IN ({0}) "
            "AND other_id IN ({0})",
            rows,
        )
    )
    fullest_ones = rows.keys() - {shorter for shorter, _, relation in inner if relation == "shortened"}
    group = {i: i for i in fullest_ones}

    def head(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    for one, other, _ in inner:
        if one in group and other in group:
            first, second = sorted((head(one), head(other)), key=lambda i: rows[i].rank)
            group[second] = first
    return sorted((rows[i] for i in group if group[i] == i), key=lambda row: row.rank)


def unsettled(connection: Connection, before: dict[int, int], new: Iterable[int]) -> set[int]:
    """Wordings near those that came or are quoted more whose links may change.

    A wording that leads to others which more articles quote leads there still, and one that leads to this
    wording alone does so all the more; so a much quoted wording with many variants costs little.
    """
    fresh = set(new)
    found = {
        i
        for (i,) in among(
            connection,
            "SELECT quotation_id FROM quotation_pairs WHERE relation = 'shortened' AND other_id IN ({})",
            fresh,
        )
    }
    for i in before:
        found |= {
            near
            for (near,) in connection.exec_driver_sql(
                "SELECT near.id FROM quotations me JOIN quotations near ON near.id IN ("
                "SELECT other_id FROM quotation_pairs WHERE quotation_id = ?1 "
                "UNION SELECT quotation_id FROM quotation_pairs WHERE other_id = ?1) "
                "WHERE me.id = ?1 AND coalesce(("
                "  SELECT CASE WHEN max(link.quotation_id <> ?1) THEN min(led.articles) ELSE 1e9 END "
                "  FROM quotation_uses link JOIN quotations led ON led.id = link.quotation_id "
                "  WHERE link.relation <> 'same' AND link.cited_speech_id = ("
                "    SELECT own.cited_speech_id FROM quotation_uses own "
                "    WHERE own.quotation_id = near.id AND own.relation = 'same' LIMIT 1) "
                "  HAVING count(*) > 0), CASE WHEN ?2 THEN 0 ELSE near.articles END) <= me.articles",
                (i, i in fresh),
            )
        }
    return found


def relink(connection: Connection, ids: Iterable[int]) -> None:
    """Write anew where the mentions of these wordings lead to, where that has changed."""
    for quotation in sorted(ids):
        links = links_of(connection, quotation)
        if links != links_now(connection, quotation):
            mentions = [
                mention
                for (mention,) in connection.exec_driver_sql(
                    "SELECT cited_speech_id FROM quotation_uses WHERE quotation_id = ? AND relation = 'same'",
                    (quotation,),
                )
            ]
            many(
                connection,
                "DELETE FROM quotation_uses WHERE cited_speech_id = ? AND relation <> 'same'",
                [(mention,) for mention in mentions],
            )
            write_links(connection, mentions, links)


def links_now(connection: Connection, quotation: int) -> list[tuple[int, str, str]]:
    """Where a wording leads to as it is written: the same for all its mentions, so one of them is asked."""
    return [
        (link, relation, shown)
        for link, relation, shown in connection.exec_driver_sql(
            "SELECT quotation_id, relation, difference FROM quotation_uses WHERE relation <> 'same' "
            "AND cited_speech_id = (SELECT cited_speech_id FROM quotation_uses WHERE quotation_id = ? "
            "AND relation = 'same' LIMIT 1) ORDER BY id",
            (quotation,),
        )
    ]


def write_links(
    connection: Connection, mentions: Sequence[int], links: Sequence[tuple[int, str, str]]
) -> None:
    """Write where each of these mentions leads to beside its own wording."""
    many(
        connection,
        "INSERT INTO quotation_uses (cited_speech_id, quotation_id, relation, difference) VALUES (?, ?, ?, ?)",
        [(mention, *link) for mention in mentions for link in links],
    )


def _rows(connection: Connection, ids: Iterable[int]) -> list[_Quoted]:
    return [
        _Quoted(i, quoted(text), articles)
        for i, text, articles in among(
            connection, "SELECT id, text, articles FROM quotations WHERE id IN ({})", ids
        )
    ]
