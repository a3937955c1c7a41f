"""What a year leaves in the tables of the room: settled visits, copied from one that was played, by one statement each.

Facts, ledger and detached parts are not filled: pairs read none of them but their own, by indexes. It is imported when
Django is ready (see `__main__`).
"""

from collections.abc import Mapping

from django.db import connection, transaction

from benchmarks.settle.cast import LINES, person
from pilin.modules.medical.models import Answered, CareSettlement, Computation, FeeLine, Settlement, Year
from pilin.modules.medical.rules.settlement import POSTED

FIRST = -1_000_000_000
"""Keys of rows that are filled in begin here, below those of rows that are played: the next key is above all others."""
VISITS_A_STATEMENT = 100_000
Span = tuple[int, int]
_SETTLEMENT = "'00000000-0000-7000-8000-' || substr(CAST(1000000000000 + n AS TEXT), 2)"
_VISIT = f"{FIRST} + n"
_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {until})"


def fill(upto: str, persons: str) -> None:
    """Let so many lines stand in the tables of this node in all, of visits of so many persons."""
    held = Settlement.objects.filter(pk__startswith="00000000-0000-7000-8000-").count()
    until = int(upto) // len(LINES)
    for first in range(held, until, VISITS_A_STATEMENT):
        with transaction.atomic():
            _fill((first, min(first + VISITS_A_STATEMENT, until)), int(persons))
    if until > held:  # a server that reads statistics of empty tables keeps its plans for them until it starts anew
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _fill(span: Span, persons: int) -> None:
    row = Settlement.objects.filter(state=POSTED).exclude(pk__startswith="00000000-").latest("asked_at")
    _copy("medical_settlement", ("id", row.pk), {"id": _SETTLEMENT}, span)
    if Computation.objects.filter(pk=row.pk).exists():
        _copy_computations(row.pk, span)
        return
    asked = CareSettlement.objects.get(pk=row.pk)
    whose = f"'{person(0)[0]}' || substr(CAST(1000000000 + n %% {persons} AS TEXT), 2)"
    own = {"id": _VISIT, "number": "'H' || CAST(n AS TEXT)", "own_number": "'H' || CAST(n AS TEXT)", "person": whose}
    _copy("medical_carevisit", ("id", asked.visit_id), own | {"msgid": "'HV' || CAST(n AS TEXT)"}, span)
    own = {"settlement": _SETTLEMENT, "number": "'H' || CAST(n AS TEXT)", "visit_id": _VISIT}
    _copy("medical_caresettlement", ("settlement", asked.pk), own | {"msgid": "'HS' || CAST(n AS TEXT)"}, span)
    for line in FeeLine.objects.filter(visit=asked.visit_id):
        own = {"id": f"{FIRST} + n * 10 + {line.number}", "visit_id": _VISIT, "settled_id": _SETTLEMENT}
        _copy("medical_feeline", ("id", line.pk), own, span)
    answered = Answered.objects.filter(infno="2207").exclude(msgid__startswith="HS").latest("came_at")
    _copy("medical_answered", ("id", answered.pk), {"id": _VISIT, "msgid": "'HS' || CAST(n AS TEXT)"}, span)


def _copy_computations(template: str, span: Span) -> None:
    """Give each of the settlements to one of the years that stand, in turn."""
    years = Year.objects.count()
    ranked = "(SELECT id, insurance_id, row_number() OVER (ORDER BY id) - 1 AS place FROM medical_year) y"
    own = {"settlement_id": _SETTLEMENT, "insurance_id": "y.insurance_id", "year_id": "y.id"}
    _copy("medical_computation", ("settlement_id", template), own, span, f"JOIN {ranked} ON y.place = n %% {years}")


def _copy(table: str, where: tuple[str, str | int], own: Mapping[str, str], span: Span, join: str = "") -> None:
    """Copy the row of a table that has a value in a column once for each number, with some columns of its own."""
    key, value = where
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        assert own.keys() <= {*columns}, own
        into = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(own.get(column, f't."{column}"') for column in columns)
        numbers = _NUMBERS.format(first=span[0], until=span[1])
        said = (
            f'INSERT INTO "{table}" ({into}) {numbers} SELECT {values} FROM numbers JOIN "{table}" t ON t."{key}" = %s '
        )
        cursor.execute(said + join, [value])
