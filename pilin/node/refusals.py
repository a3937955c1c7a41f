"""Why a verb of the `pilin` command did not do what it was asked."""

from pilin.base.refusal import Code, Remedy


class NodeRefusal(Code):
    """Refusal codes of starting, keeping and bringing back a node."""

    DATABASE_IS_NOT_REACHABLE = "database_is_not_reachable", Remedy.RETRY_LATER
    DATABASE_IS_NOT_MIGRATED = "database_is_not_migrated"
    NODE_HAS_NO_KEY = "node_has_no_key"
    NODE_IS_SERVING = "node_is_serving"
    NODE_SERVES_ALREADY = "node_serves_already"
    NODE_HAS_NO_GATEWAY = "node_has_no_gateway"
    GATEWAYS_SHARE_AN_ADDRESS = "gateways_share_an_address"
    FILE_IS_NOT_READABLE = "file_is_not_readable"
    FILE_EXISTS_ALREADY = "file_exists_already"
    FILE_CANNOT_BE_WRITTEN = "file_cannot_be_written"
    DATABASE_TOOL_FAILED = "database_tool_failed"
    BACKUP_IS_NOT_READABLE = "backup_is_not_readable"
    BACKUP_DOES_NOT_FIT_THIS_NODE = "backup_does_not_fit_this_node"
    PASSPHRASE_IS_TOO_SHORT = "passphrase_is_too_short"  # noqa: S105
    KEY_BACKUP_DOES_NOT_OPEN = "key_backup_does_not_open"
    KEYS_ARE_THERE_ALREADY = "keys_are_there_already"
    SIDE_MUST_BE_NAMED = "side_must_be_named"
    NO_CLAUSE_ALLOWS_A_BOUNDARY = "no_clause_allows_a_boundary"
    OFFICE_MUST_BE_NAMED = "office_must_be_named"
    HIS_FOLDER_DOES_NOT_FIT = "his_folder_does_not_fit"
    HIS_NEEDS_GATEWAYS = "his_needs_gateways"
    HIS_IS_NOT_LET_IN = "his_is_not_let_in"
    DEMO_STEP_FAILED = "demo_step_failed"
    DEMO_NODE_DOES_NOT_START = "demo_node_does_not_start"
    DEMO_PAGE_FAILED = "demo_page_failed"
    DEMO_BOOKS_DIFFER = "demo_books_differ"
    DEMO_WAITED_TOO_LONG = "demo_waited_too_long", Remedy.RETRY_LATER
