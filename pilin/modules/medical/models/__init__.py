"""Tables of medical settlement: what both agencies hold of each, the care place's, and the insured place's persons.

A person is known by the number of the insured place (`psn_no`); name and identity number are sealed (`persons`).
"""

from pilin.modules.medical.models.care import (
    Answered,
    Caller,
    CareSettlement,
    CareVisit,
    CatalogueEntry,
    FeeLine,
    Institution,
    SignIn,
)
from pilin.modules.medical.models.clearing import AdvanceCall, Batch, Correction, DayDifference, DayPart, DayRemark
from pilin.modules.medical.models.persons import Chronic, Filing, Identity, Insurance, Lookup, Person, PersonEntry
from pilin.modules.medical.models.settlements import Computation, Settlement, Year
from pilin.modules.medical.models.statements import Application, HospitalFile, MonthConfirmed

__all__ = [
    "AdvanceCall",
    "Answered",
    "Application",
    "Batch",
    "Caller",
    "CareSettlement",
    "CareVisit",
    "CatalogueEntry",
    "Chronic",
    "Computation",
    "Correction",
    "DayDifference",
    "DayPart",
    "DayRemark",
    "FeeLine",
    "Filing",
    "HospitalFile",
    "Identity",
    "Institution",
    "Insurance",
    "Lookup",
    "MonthConfirmed",
    "Person",
    "PersonEntry",
    "Settlement",
    "SignIn",
    "Year",
]
