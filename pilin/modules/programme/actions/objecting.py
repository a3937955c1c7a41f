"""What this node has against a step of a topic before its people, or its worker, take it."""

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.matters.actions import Attempt
from pilin.modules.programme import queries
from pilin.modules.programme.rules import ProgrammeRefusal


def object_to_topic(attempt: Attempt, _at: Instant) -> None:
    """Refuse to put a topic on the agenda of a meeting that is over: what it decided stands, and nobody meets again."""
    if attempt.step != "put_on_agenda":
        return
    meeting = next(iter(queries.records([attempt.fields["meeting"]])), None)
    if meeting is not None and meeting.is_over:
        raise Refused(ProgrammeRefusal.MEETING_IS_OVER, meeting=meeting.title)
