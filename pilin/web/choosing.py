"""What the fields of a step can be chosen from where its kind leaves them open: the module of the kind says it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from django.utils.module_loading import import_string

from pilin.kernel.matters.queries import MatterView
from pilin.web import cards

Choices: TypeAlias = Mapping[str, Sequence[tuple[str, str]]]
"""By field of a step's form (`record.member` for a member) each value with its words."""


def choices_of(view: MatterView, step: str, *, day: date) -> Choices:
    """Return the choices of a step in a matter; nothing where no module narrows them."""
    named = cards.choices_of(view.kind.name)
    found: Choices = import_string(named)(view, step, day=day) if named else {}
    return found
