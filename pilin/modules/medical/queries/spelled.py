"""Conditions as partial indexes spell them: a parameter in their place would hide the index from SQLite."""

from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

IS_OPEN: Any = RawSQL("state IN ('asked', 'pending')", (), output_field=BooleanField())
"""Of a settlement: it has not ended (index `medical_open`)."""
STANDS: Any = RawSQL("NOT (state = 'withdrawn')", (), output_field=BooleanField())
"""Of a visit: it was not withdrawn (index `medical_visit_once`)."""
