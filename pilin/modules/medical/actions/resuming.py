"""What an earlier process of the gateway left is ended when the next one starts: nobody waits for it any more.

A gateway that was killed leaves messages that it worked on, and settlements that are asked or pending. The hospitals
follow up what they had no reply to; they need not wait until that has grown old.
"""

import logging

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.actions import answering, settling

log = logging.getLogger(__name__)


def take_over(*, at: Instant) -> int:
    """Let messages without a reply come again at once, and void or give up what they asked; return how many.

    A node that may not speak now (after a restore) leaves the latter to its duty, `settling.end_left`.
    """
    old = after(at, seconds=-answering.WORKED_ON_SECONDS)
    models.Answered.objects.filter(reply=None, reversed_at=None, came_at__gt=old).update(came_at=old)
    try:
        return settling.end_left(at=at, left_seconds=0)
    except Refused as refused:
        log.warning("what an earlier process left is ended later: %s", refused)
        return 0
