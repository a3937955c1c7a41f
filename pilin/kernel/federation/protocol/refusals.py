"""Every reason for which the protocol says no, with what the refused side may do next."""

from pilin.base.refusal import Code, Remedy


class LinkRefusal(Code):
    """Refusal codes of frames, envelopes, facts and of our own attempts to write."""

    # Bytes and signatures
    FRAME_IS_NOT_READABLE = "frame_is_not_readable", Remedy.RETRY_LATER
    FRAME_IS_NOT_FOR_US = "frame_is_not_for_us", Remedy.FIX_AND_RESEND
    ENVELOPE_IS_NOT_READABLE = "envelope_is_not_readable", Remedy.RETRY_LATER
    EVENT_IS_NOT_READABLE = "event_is_not_readable", Remedy.FINAL
    EVENT_SIGNATURE_IS_BAD = "event_signature_is_bad", Remedy.FINAL
    SIGNATURE_IS_BAD = "signature_is_bad", Remedy.RETRY_LATER
    KEY_IS_NOT_KNOWN_YET = "key_is_not_known_yet", Remedy.RETRY_LATER
    KEY_IS_RETIRED = "key_is_retired", Remedy.FINAL
    VERSION_IS_NOT_SPOKEN = "version_is_not_spoken", Remedy.RETRY_LATER
    # Order
    GAP = "gap", Remedy.RETRY_LATER
    EQUIVOCATION = "equivocation", Remedy.FINAL
    FORK = "fork", Remedy.FINAL
    NOTHING_WAS_TAKEN = "nothing_was_taken", Remedy.RETRY_LATER
    INCARNATION_IS_FENCED = "incarnation_is_fenced", Remedy.FINAL
    INCARNATION_IS_USED = "incarnation_is_used", Remedy.FIX_AND_RESEND
    FENCE_IS_MISSING = "fence_is_missing", Remedy.FIX_AND_RESEND
    COMMITMENTS_LIE_TOO_FAR_AHEAD = "commitments_lie_too_far_ahead", Remedy.RETRY_LATER
    REFUSAL_CAME_TOO_LATE = "refusal_came_too_late", Remedy.FINAL
    # Facts
    KIND_IS_UNKNOWN = "kind_is_unknown", Remedy.FIX_AND_RESEND
    BASIS_IS_UNKNOWN = "basis_is_unknown", Remedy.FIX_AND_RESEND
    BASIS_DOES_NOT_ALLOW_KIND = "basis_does_not_allow_kind", Remedy.FIX_AND_RESEND
    ID_IS_REUSED = "id_is_reused", Remedy.FINAL
    AUTHOR_IS_NOT_SENDER = "author_is_not_sender", Remedy.FINAL
    PARTIES_DO_NOT_FIT = "parties_do_not_fit", Remedy.FINAL
    TEXT_HOLDS_IDENTITY_NUMBER = "text_holds_identity_number", Remedy.FIX_AND_RESEND
    WAITED_TOO_LONG = "waited_too_long", Remedy.FIX_AND_RESEND
    FAILED_TOO_LONG = "failed_too_long", Remedy.FIX_AND_RESEND
    PART_DOES_NOT_FIT = "part_does_not_fit", Remedy.RETRY_LATER
    BLOB_IS_NOT_HERE = "blob_is_not_here", Remedy.RETRY_LATER
    BLOB_IS_TOO_LARGE = "blob_is_too_large", Remedy.FINAL
    TWO_PERSONS_ARE_NEEDED = "two_persons_are_needed", Remedy.FIX_AND_RESEND
    # Links and our own acts
    LINK_IS_UNKNOWN = "link_is_unknown", Remedy.FIX_AND_RESEND
    LINK_IS_PAUSED = "link_is_paused", Remedy.RETRY_LATER
    LINK_IS_HALTED = "link_is_halted", Remedy.FINAL
    LINK_IS_CLOSED_BY_COUNTDOWN = "link_is_closed_by_countdown", Remedy.FINAL
    NODE_IS_RECOVERING = "node_is_recovering", Remedy.RETRY_LATER
    NODE_IS_HALTED = "node_is_halted", Remedy.FINAL
    NODE_IS_NOT_RECOVERING = "node_is_not_recovering", Remedy.FINAL
    # Ceremony and persons
    OWN_CERTIFICATE_IS_NOT_ALONE = "own_certificate_is_not_alone", Remedy.FIX_AND_RESEND
    CARD_IS_NOT_READABLE = "card_is_not_readable", Remedy.FIX_AND_RESEND
    FINGERPRINT_DIFFERS = "fingerprint_differs", Remedy.FINAL
    CHARTER_DOES_NOT_FIT = "charter_does_not_fit", Remedy.FIX_AND_RESEND
    CHARTER_IS_NOT_NEWER = "charter_is_not_newer", Remedy.FIX_AND_RESEND
    # Documents
    DOCUMENT_IS_UNKNOWN = "document_is_unknown", Remedy.RETRY_LATER
    DOCUMENT_IS_NOT_OPEN = "document_is_not_open", Remedy.FINAL
    DOCUMENT_IS_ANSWERED = "document_is_answered", Remedy.FINAL
    DOCUMENT_IS_NOT_FOR_AUTHOR = "document_is_not_for_author", Remedy.FINAL
    DOCUMENT_WAS_WITHDRAWN = "document_was_withdrawn", Remedy.FINAL
