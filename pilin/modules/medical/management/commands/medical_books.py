"""`pilin manage medical_books`: what stands between the agencies, in lines that are the same on both nodes."""

from typing import Any

from django.core.management.base import BaseCommand

from pilin.modules.medical.queries.books import books
from pilin.modules.medical.rules.books import Line


class Command(BaseCommand):
    """Say the books, a line for each place of care, place of insurance and kind of insurance; columns end in tabs."""

    help = "Say what settlements stand between the agencies; both nodes must say the same, with nothing open."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say the names of the columns, then the lines; amounts in fen."""
        self.stdout.write("\t".join(Line._fields))
        for line in books():
            self.stdout.write("\t".join(map(str, line)))
