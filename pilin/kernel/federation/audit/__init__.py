"""The federation's audit: everything is derived again from the signed lines, by code that the protocol does not share.

`findings` names each row and column that does not follow from the evidence; `bundle` writes the evidence of one subject
into a sealed file; `verify` is the script that verifies such a file without anything of Pilin.
"""

from collections.abc import Mapping

from pilin.base.clock import Instant
from pilin.base.refusal import Finding
from pilin.kernel.federation.actions.registry import Effect, registry
from pilin.kernel.federation.audit import bundle, commitments, directory, envelopes, kept, lanes, links, papers, verify
from pilin.kernel.federation.audit.envelopes import Half, Place
from pilin.kernel.federation.audit.refusals import AuditRefusal
from pilin.kernel.federation.audit.scene import look

__all__ = ["AuditRefusal", "Effect", "bundle", "findings", "verify"]


def findings(*, at: Instant, effects: Mapping[str, Effect] | None = None) -> list[Finding]:
    """Return what in the federation's tables does not follow from the evidence; `where` is table and row.

    The fact `column` names what differs, or several divided by `/` where only together they do. `effects` gives for a
    scope what the effect of an applied fact must be, as the rooms registered where it is None; the effects of a scope
    that nobody speaks for are checked by the running digests alone.
    """
    if effects is None:
        effects = {scope: derive() for scope, derive in registry.effects.items()}
    scene = look(at=at, effects=effects)
    halves: dict[Place, Half] = {}
    return [
        *links.findings(scene),
        *envelopes.findings(scene, commitments.lanes(scene), halves),
        *lanes.findings(scene, halves),
        *lanes.lost(scene),
        *papers.findings(scene),
        *commitments.findings(scene, halves),
        *kept.findings(scene),
        *directory.findings(scene),
    ]
