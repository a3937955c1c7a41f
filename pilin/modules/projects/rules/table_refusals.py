"""Why a table is not imported, and why a draft is not saved."""

from pilin.base.refusal import Code, Remedy


class TableRefusal(Code):
    """First about rows of tables, by their cells, then about imports as a whole, then about drafts."""

    PROJECT_STANDS_TWICE = "project_stands_twice"
    PROJECT_IS_NOT_IN_THE_TABLE = "project_is_not_in_the_table"
    PROJECT_LACKS_MILESTONES = "project_lacks_milestones"
    MILESTONE_STANDS_TWICE = "milestone_stands_twice"
    MILESTONE_DAY_IS_PAST = "milestone_day_is_past"
    ROW_CHANGES_A_PROJECT = "row_changes_a_project"
    PROJECT_IS_NOT_IN_FORCE_HERE = "project_is_not_in_force_here"
    HALF_IS_NOT_WHOLE = "half_is_not_whole"
    REACHED_DOES_NOT_READ = "reached_does_not_read"
    TABLE_IS_EMPTY = "table_is_empty"
    PREVIEW_IS_GONE = "preview_is_gone", Remedy.FIX_AND_RESEND
    DRAFT_IS_SENT = "draft_is_sent", Remedy.FINAL
    DRAFT_HAS_CHANGED = "draft_has_changed"
    DRAFT_HAS_TWO_TEXTS = "draft_has_two_texts"
