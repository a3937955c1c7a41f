"""The form of a page as a person finds it: what stands in it is sent again, unless something else is written."""

from collections.abc import Mapping, Sequence
from html.parser import HTMLParser

MAIN = "step-form"
_NOT_SENT = ("submit", "button", "image", "file")
_TICKS = ("checkbox", "radio")


class _Reader(HTMLParser):
    """Collects the fields of the first form of a class, and the labels of its ticks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self._within = self._is_read = False
        self._textarea = self._select = self._label = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and MAIN in said.get("class", "").split() and not self._is_read:
            self._within = self._is_read = True
        elif self._within:
            self._field(tag, said)

    def _field(self, tag: str, said: dict[str, str]) -> None:
        name = said.get("name", "")
        if tag == "input" and name and said.get("type") not in _NOT_SENT:
            if said.get("type") not in _TICKS or "checked" in said:
                self.fields[name] = said.get("value", "on" if said.get("type") in _TICKS else "")
        elif tag == "textarea":
            self._textarea = name
            self.fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in said or self._select not in self.fields):
            self.fields[self._select] = said.get("value", "")
        elif tag == "label":
            self._label = said.get("for", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._within = False
        elif tag == "textarea" and self._textarea:
            self.fields[self._textarea] = self.fields[self._textarea].removeprefix("\r\n").removeprefix("\n")
            self._textarea = ""
        elif tag == "select":
            self._select = ""
        elif tag == "label":
            self._label = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.fields[self._textarea] += data
        elif self._label:
            self.labels[self._label] = self.labels.get(self._label, "") + data


def standing(page: str) -> dict[str, str]:
    """Return what stands in the main form of a page, by the names of its fields; empty where it has no such form."""
    return _read(page).fields


def ticks(page: str) -> dict[str, str]:
    """Return the names of the fields of the main form by the words of their labels."""
    return {words.strip(): name.removeprefix("id_") for name, words in _read(page).labels.items()}


def rows(name: str, records: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return what is written into the rows of a list: as many as there are records."""
    cells = {f"{name}-{n}-{member}": text for n, record in enumerate(records) for member, text in record.items()}
    return {f"{name}-rows": str(len(records)), **cells}


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    return reader
