"""Lists of records as rows of plain inputs: no script, no marks to be typed between the parts of a line.

A page shows the rows that there are and a few empty ones; "add rows" sends the form back with what was typed and more
of them (`MORE`), and judges nothing. Rows in which nothing is written do not count; so does one that bears only the
number with which an empty row is offered.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext

from pilin.kernel.matters.rules.kinds import FieldRule
from pilin.web.inputs import carried, input_of, members_of
from pilin.web.languages import several, titled

MORE = "more"
ROWS_MAX, EMPTY_ROWS = 60, 3
_TIMES = ("starts", "time")
_NUMBER = re.compile(r"(.*?)(\d{1,6})")

Row = Mapping[str, Any]


def columns_of(rule: FieldRule) -> list[tuple[str, FieldRule]]:
    """Return the cells of a row as people fill them in: number, day and time first, then the rest as it is read."""
    return sorted(members_of(rule), key=lambda item: (item[1].optional, _rank(*item)))


def _rank(name: str, rule: FieldRule) -> int:
    """Return where a cell stands: a time of day is a text of its own beside its day."""
    return 0 if name == "id" else 1 if rule.type == "date" else 2 if name in _TIMES else 3


class RowForm(forms.Form):
    """One record of a list, an input a member."""

    use_required_attribute = False

    def __init__(self, data: Any, *, rule: FieldRule, **options: Any) -> None:
        super().__init__(data, empty_permitted=True, **options)
        for name, member in columns_of(rule):
            self.fields[name] = input_of(member, needed=True)
            if member.type == "text" and name != "id":
                self.fields[name].widget = forms.Textarea(attrs={"rows": 1})

    def record(self) -> dict[str, Any]:
        """Return what a valid row says, without what was left empty."""
        said = {name: carried(value) for name, value in self.cleaned_data.items()}
        return {name: value for name, value in said.items() if value not in (None, "")}


class RowsWidget(forms.Widget):
    """A table of inputs; `judged` are the rows as they were judged, with what is wrong in each cell."""

    template_name = "web/components/rows.html"

    def __init__(self, rule: FieldRule) -> None:
        super().__init__()
        self.rule = rule
        self.judged: Sequence[RowForm] | None = None

    def use_required_attribute(self, initial: Any) -> bool:
        """Return that no single input is demanded by the browser: some row is."""
        return False

    def id_for_label(self, id_: str) -> str:
        """Return that no single input bears the name of the whole; a legend does."""
        return ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, str]] | None:
        """Return the rows as they were sent, and more empty ones where they were asked for; None where none were."""
        count = str(data.get(f"{name}-rows", ""))
        if not (count.isascii() and count.isdecimal() and len(count) < 4):
            return None
        more = EMPTY_ROWS if data.get(MORE) == name else 0
        sent = [self._sent(data, f"{name}-{number}") for number in range(min(int(count), ROWS_MAX))]
        return self._numbered([*sent, *({} for _ in range(min(more, ROWS_MAX - len(sent))))])

    def _sent(self, data: Mapping[str, Any], prefix: str) -> dict[str, str]:
        return {name: str(data[f"{prefix}-{name}"]) for name in self.rule.members if data.get(f"{prefix}-{name}")}

    def _numbered(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return rows in which the empty ones bear the numbers that follow, where records have any."""
        if "id" not in self.rule.members:
            return [*rows]
        last, found = "", []
        for row in rows:
            last = str(row.get("id") or _next(last))
            found.append({**row, "id": last})
        return found

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        """Return the table: what was judged with what is wrong, else what was sent or stored with empty rows."""
        rows = self.judged if self.judged is not None else self._rows(name, value)
        columns = [titled(member.title) for _name, member in columns_of(self.rule)]
        return render_to_string(self.template_name, {"name": name, "rows": rows, "columns": columns})

    def _rows(self, name: str, value: Any) -> list[RowForm]:
        stored: list[dict[str, Any]] = [dict(row) for row in value or ()]
        empty = 0 if any(is_empty(row) for row in stored) else EMPTY_ROWS
        rows = self._numbered([*stored, *({} for _ in range(empty))])
        return [RowForm(None, rule=self.rule, prefix=f"{name}-{n}", initial=row) for n, row in enumerate(rows)]


class RowsField(forms.Field):
    """A list of records; each cell says what is wrong in it, the field which rows to look at."""

    widget: RowsWidget
    is_rows = True

    def __init__(self, *, name: str, rule: FieldRule, **options: Any) -> None:
        self.name, self.rule = name, rule
        super().__init__(widget=RowsWidget(rule), **options)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """Return the records of the rows that are written. Raises ValidationError where a cell does not fit."""
        sent: Sequence[Row] = value or ()
        forms_ = [self._judged(number, row) for number, row in enumerate(sent)]
        self.widget.judged = forms_
        written = [form for form, row in zip(forms_, sent, strict=True) if not is_empty(row)]
        self._demand_different(written)
        wrong = [str(number) for number, form in enumerate(forms_, start=1) if form.errors]
        if wrong:
            said = gettext("第 %(rows)s 行有要改的地方，见表中所标；改好后再送。")
            raise forms.ValidationError(said % {"rows": several(wrong)})
        self.validate([form.record() for form in written])
        return [form.record() for form in written]

    def _judged(self, number: int, row: Row) -> RowForm:
        """Return a row as it was sent, judged unless nothing but its number stands in it."""
        prefix = f"{self.name}-{number}"
        data = {f"{prefix}-{name}": text for name, text in row.items()}
        return RowForm(data, rule=self.rule, prefix=prefix, initial=row if is_empty(row) else {})

    def _demand_different(self, rows: Sequence[RowForm]) -> None:
        """Refuse records that bear the same number: it is how people speak of them later."""
        seen: set[str] = set()
        for form in rows:
            number = form.cleaned_data.get("id", "") if form.is_valid() else ""
            if number and number in seen:
                form.add_error("id", gettext("这个编号写了不止一次，请让各行的编号各不相同。"))
            seen.add(number)


def is_empty(row: Row) -> bool:
    """Tell whether nothing stands in a row but, maybe, its number."""
    return not any(value for name, value in row.items() if name != "id")


def _next(number: str) -> str:
    """Return the number after one: the last digits of it counted on, or the first."""
    found = _NUMBER.fullmatch(number)
    return f"{found[1]}{int(found[2]) + 1}" if found else "1"
