"""The rules of the organisations: directory entries, their checks, validity, and roles. Pure."""

from pilin.kernel.organisations.rules.checks import Author, check, check_among, named_by
from pilin.kernel.organisations.rules.codes import OrganisationsRefusal
from pilin.kernel.organisations.rules.columns import columns_of, links_of
from pilin.kernel.organisations.rules.entries import (
    KINDS,
    Body,
    Border,
    Chainage,
    Entry,
    Group,
    Level,
    Office,
    PairHalf,
    Place,
    Point,
    Standing,
)
from pilin.kernel.organisations.rules.numbers import is_credit_code, is_place_code, is_side, level_of_code
from pilin.kernel.organisations.rules.people import (
    Appointment,
    Dismissal,
    Person,
    Right,
    Role,
    allows,
    appointment_refusal,
    dismissal_refusal,
    person_refusal,
)
from pilin.kernel.organisations.rules.programme import FILES, entries_of, reference_id
from pilin.kernel.organisations.rules.reading import digest_of, from_json, from_text, text_of
from pilin.kernel.organisations.rules.validity import Branch, Pair, current, in_force, pairs, successors, tree

__all__ = [
    "FILES",
    "KINDS",
    "Appointment",
    "Author",
    "Body",
    "Border",
    "Branch",
    "Chainage",
    "Dismissal",
    "Entry",
    "Group",
    "Level",
    "Office",
    "OrganisationsRefusal",
    "Pair",
    "PairHalf",
    "Person",
    "Place",
    "Point",
    "Right",
    "Role",
    "Standing",
    "allows",
    "appointment_refusal",
    "check",
    "check_among",
    "columns_of",
    "current",
    "digest_of",
    "dismissal_refusal",
    "entries_of",
    "from_json",
    "from_text",
    "in_force",
    "is_credit_code",
    "is_place_code",
    "is_side",
    "level_of_code",
    "links_of",
    "named_by",
    "pairs",
    "person_refusal",
    "reference_id",
    "successors",
    "text_of",
    "tree",
]
