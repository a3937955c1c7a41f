"""What the audit finds, and why a bundle is not written or read."""

from pilin.base.refusal import Code, Remedy


class AuditRefusal(Code):
    """Codes of findings. None can be mended by sending again: people look at the evidence and at a backup."""

    LINE_IS_NOT_EVIDENCE = "line_is_not_evidence", Remedy.FINAL
    COLUMN_DIFFERS_FROM_EVIDENCE = "column_differs_from_evidence", Remedy.FINAL
    COLUMN_HOLDS_THE_IMPOSSIBLE = "column_holds_the_impossible", Remedy.FINAL
    ROW_LACKS_ITS_EVIDENCE = "row_lacks_its_evidence", Remedy.FINAL
    EVIDENCE_LACKS_ITS_ROW = "evidence_lacks_its_row", Remedy.FINAL
    LANE_IS_BROKEN = "lane_is_broken", Remedy.FINAL
    OUTCOME_IS_NOT_BACKED = "outcome_is_not_backed", Remedy.FINAL
    RUNNING_DIGEST_DIFFERS = "running_digest_differs", Remedy.FINAL
    PART_DOES_NOT_OPEN = "part_does_not_open", Remedy.FINAL
    # Bundles
    SUBJECT_HAS_NO_EVIDENCE = "subject_has_no_evidence", Remedy.FIX_AND_RESEND
    EVIDENCE_IS_DAMAGED = "evidence_is_damaged", Remedy.FINAL
    BUNDLE_IS_DAMAGED = "bundle_is_damaged", Remedy.FINAL
