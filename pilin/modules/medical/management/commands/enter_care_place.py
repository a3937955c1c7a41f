"""`pilin manage enter_care_place FILE`: hospitals with contracts, their programs, and a catalogue, from one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from pilin.base import refdata
from pilin.base.refdata import Reference
from pilin.base.refusal import Refused
from pilin.modules.medical import actions, queries
from pilin.modules.medical.rules.catalogue import Item
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.contracts import Access, Contract, credential_of
from pilin.wire.nhsa.transport import Credential


class Command(BaseCommand):
    """Enter a care place, all of it or nothing."""

    help = "Enter hospitals, the programs that speak for them, and a catalogue from a YAML file (docs/deployment.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether its items are made up."""
        parser.add_argument("file", type=Path, help="YAML with source, institutions, callers and items")
        parser.add_argument(
            "--illustrative", action="store_true", help="enter the made-up items that ship with Pilin, labelled so"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read the file and enter it. Raises what does not fit."""
        reference, made_up = refdata.load(options["file"]), options["illustrative"]
        entered = actions.enter(
            contracts=_rows(reference, "institutions", Contract),
            credentials=[_credential(reference, one) for one in _rows(reference, "callers", Access)],
            items=queries.illustrative_items() if made_up else _rows(reference, "items", Item),
            illustrative=made_up,
        )
        told = f"{entered.contracts} contracts, {entered.callers} callers, {entered.items} new items"
        self.stdout.write(f"entered: {told}")


def _rows(reference: Reference, table: str, kind: type[Any]) -> tuple[Any, ...]:
    return reference.rows(table, kind) if table in reference.tables else ()


def _credential(reference: Reference, one: Access) -> Credential:
    try:
        secret = (reference.path.parent / str(one.secret_file)).read_bytes().strip()
    except OSError:
        raise Refused(MedicalRefusal.ACCESS_DOES_NOT_FIT, name=one.name) from None
    return credential_of(one, secret)
