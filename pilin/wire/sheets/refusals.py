"""Why a spreadsheet, a table or a cell of it is not taken."""

from pilin.base.refusal import Code, Remedy


class SheetsRefusal(Code):
    """First what stops the whole file, then what is wrong with a table, by its sheet."""

    SHEETS_ARE_TOO_LARGE = "sheets_are_too_large", Remedy.FIX_AND_RESEND
    SHEETS_SWELL_TOO_MUCH = "sheets_swell_too_much", Remedy.FIX_AND_RESEND
    SHEETS_ARE_EMPTY = "sheets_are_empty", Remedy.FIX_AND_RESEND
    SHEETS_ARE_AN_OLD_BOOK = "sheets_are_an_old_book", Remedy.FIX_AND_RESEND
    SHEETS_ARE_LOCKED = "sheets_are_locked", Remedy.FIX_AND_RESEND
    SHEETS_ARE_PLAIN_TEXT = "sheets_are_plain_text", Remedy.FIX_AND_RESEND
    SHEETS_ARE_A_WEB_PAGE = "sheets_are_a_web_page", Remedy.FIX_AND_RESEND
    SHEETS_BEAR_MACROS = "sheets_bear_macros", Remedy.FIX_AND_RESEND
    SHEETS_ARE_SOMETHING_ELSE = "sheets_are_something_else", Remedy.FIX_AND_RESEND
    SHEETS_DO_NOT_READ = "sheets_do_not_read", Remedy.FIX_AND_RESEND
    SHEET_HAS_TOO_MANY_ROWS = "sheet_has_too_many_rows", Remedy.FIX_AND_RESEND
    SHEET_HAS_TOO_MANY_COLUMNS = "sheet_has_too_many_columns", Remedy.FIX_AND_RESEND
    SHEET_IS_MISSING = "sheet_is_missing", Remedy.FIX_AND_RESEND
    SHEET_IS_HIDDEN = "sheet_is_hidden", Remedy.FIX_AND_RESEND
    HEADING_IS_MISSING = "heading_is_missing", Remedy.FIX_AND_RESEND
    COLUMN_IS_MISSING = "column_is_missing", Remedy.FIX_AND_RESEND
    COLUMN_STANDS_TWICE = "column_stands_twice", Remedy.FIX_AND_RESEND
    COLUMN_IS_UNKNOWN = "column_is_unknown", Remedy.FIX_AND_RESEND


class CellRefusal(Code):
    """What is wrong with a cell; `cell` says where it stands, `column` what its column is called."""

    CELL_IS_EMPTY = "cell_is_empty", Remedy.FIX_AND_RESEND
    CELL_IS_A_FORMULA = "cell_is_a_formula", Remedy.FIX_AND_RESEND
    CELL_IS_AN_ERROR = "cell_is_an_error", Remedy.FIX_AND_RESEND
    CELL_IS_MERGED = "cell_is_merged", Remedy.FIX_AND_RESEND
    ROW_IS_HIDDEN = "row_is_hidden", Remedy.FIX_AND_RESEND
    COLUMN_IS_HIDDEN = "column_is_hidden", Remedy.FIX_AND_RESEND
    CELL_IS_NO_TEXT = "cell_is_no_text", Remedy.FIX_AND_RESEND
    CELL_IS_NO_DAY = "cell_is_no_day", Remedy.FIX_AND_RESEND
    CELL_IS_A_BARE_DAY_NUMBER = "cell_is_a_bare_day_number", Remedy.FIX_AND_RESEND
    CELL_IS_NO_AMOUNT = "cell_is_no_amount", Remedy.FIX_AND_RESEND
    CELL_IS_NO_WHOLE_NUMBER = "cell_is_no_whole_number", Remedy.FIX_AND_RESEND
    CELL_IS_NO_PERCENT = "cell_is_no_percent", Remedy.FIX_AND_RESEND
    CELL_LIES_OUTSIDE_ITS_RANGE = "cell_lies_outside_its_range", Remedy.FIX_AND_RESEND
    CELL_IS_NOT_ON_THE_LIST = "cell_is_not_on_the_list", Remedy.FIX_AND_RESEND
    CELL_IS_TOO_LONG = "cell_is_too_long", Remedy.FIX_AND_RESEND
    CELL_HOLDS_A_HIDDEN_MARK = "cell_holds_a_hidden_mark", Remedy.FIX_AND_RESEND
    CELL_HOLDS_AN_IDENTITY_NUMBER = "cell_holds_an_identity_number", Remedy.FIX_AND_RESEND
