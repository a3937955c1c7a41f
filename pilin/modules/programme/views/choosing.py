"""What can be chosen in the steps of a topic: the meetings that are still to come."""

from datetime import date

from pilin.kernel.matters.queries import MatterView
from pilin.modules.programme import queries
from pilin.web.choosing import Choices


def choices(_view: MatterView, step: str, *, day: date) -> Choices:
    """Return the meetings on whose agenda a topic can be put: those that are not over, newest first."""
    if step != "put_on_agenda":
        return {}
    return {"meeting": [(meeting.id, meeting.title) for meeting in queries.meetings() if not meeting.is_over]}
