"""What is said before a step, with the article that says it. The pages put it into words."""

from collections.abc import Mapping

ADVICE: Mapping[str, tuple[str, ...]] = {
    "consent": ("voluntary", "closed"),
    "invite": ("guests",),
    "open_doors": ("closed",),
    "escalate": ("danger",),
    "refuse": ("ends", "other_ways"),
    "fail": ("ends", "other_ways"),
    "draft": ("contents", "effect"),
    "sign": ("effect", "confirmation"),
    "file": ("together", "papers", "twice"),
    "reject": ("after_rejection",),
    "miss": ("unperformed",),
    "join": ("joining",),
}
"""By step the sentences that stand over its form, in their order."""
