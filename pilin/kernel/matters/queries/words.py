"""Words in titles and the beginnings of ids. An index only says which titles are worth a look (docs/decisions/0008).

What a title bears is decided by that look: with the index and without it the same matters are found.
"""

import re

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value

from pilin.base import ids

FEW = 30_000
"""Words that more titles may bear are met soon in any order: SQLite then looks at the rows of the list themselves."""

_CODE = re.compile(r"01[0-9a-f]{6}(-[0-9a-f-]*)?$")
_BEGINS = re.compile(r"0(1[0-9a-f]*)?$")

_AMONG = " IN (SELECT matter FROM matters_titled WHERE n IN (SELECT rowid FROM matters_words WHERE matters_words MATCH "
_HOW_MANY = "SELECT count(*) FROM (SELECT 1 FROM matters_words WHERE matters_words MATCH %s LIMIT %s)"


def bearing(words: str) -> Q:
    """Return the filter of words: they stand in the title, or begin the id.

    Ids begin with the time, which is 01… until 2039 (RFC 9562, version 7): eight digits that begin so are a code, and
    an index finds it among millions; what is no such beginning begins no id.
    """
    code = words.lower()
    if ids.is_id(code):
        return Q(id=code)
    if _CODE.match(code):
        return Q(id__startswith=code, id__gte=code[:8], id__lt=f"{code[:8]}g")  # the range is for SQLite's index
    if _BEGINS.match(code):
        return Q(title__icontains=words) | Q(id__startswith=code)
    return Q(title__icontains=words) & _worth_a_look(words)


def _worth_a_look(words: str) -> Q:
    """Return the titles that may bear words, by the index; PostgreSQL itself knows where a look at each is quicker."""
    if connection.vendor == "postgresql":
        grams = [Func(said, function="matters_grams") for said in (F("title"), Value(words))]
        return Q(Func(*grams, arg_joiner=" @> ", template="(%(expressions)s)", output_field=BooleanField()))
    sought = _sought(words)
    with connection.cursor() as cursor:
        cursor.execute(_HOW_MANY, [sought, FEW + 1])
        (number,) = cursor.fetchone()
    if not number:
        return Q(pk__in=())
    among = Func(F("id"), Value(sought), arg_joiner=_AMONG, template="%(expressions)s))", output_field=BooleanField())
    return Q(among) if number <= FEW else Q()


def _sought(words: str) -> str:
    """Return what SQLite's index is asked for: every two characters in a row, or the only one, as its triggers write.

    SQLite's capitals are those of ASCII alone.
    """
    places = range(max(len(words) - 1, 1))
    return " ".join(sorted({words[place : place + 2].encode().upper().hex().upper() for place in places}))
