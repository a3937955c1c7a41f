"""`pilin manage enter_insured_place FILE`: insured persons with their insurances and filings, from one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from pilin.base import clock, refdata
from pilin.modules.medical.actions import entering
from pilin.modules.medical.actions.persons import By
from pilin.modules.medical.rules.insured import Filed, Granted, Insured

FILE = "enter_insured_place"
"""Who entered it, in the entries about persons: the account of the operator's shell is not known here."""


class Command(BaseCommand):
    """Enter an insured place, all of it or nothing."""

    help = "Enter insured persons, their insurances and their filings from a YAML file (docs/deployment.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="YAML with source, insured, filings and entitlements")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read the file and enter it. Raises what does not fit."""
        reference = refdata.load(options["file"])
        filings = reference.rows("filings", Filed) if "filings" in reference.tables else ()
        granted = reference.rows("entitlements", Granted) if "entitlements" in reference.tables else ()
        by = By(FILE, clock.now())
        entered = entering.enter_insured(
            insured=reference.rows("insured", Insured), filings=filings, granted=granted, by=by
        )
        self.stdout.write("entered: {} new insurances, {} new filings, {} new entitlements".format(*entered))
