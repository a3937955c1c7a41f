"""Why something about organisations was refused."""

from pilin.base.refusal import Code, Remedy


class OrganisationsRefusal(Code):
    """Refusals of directory entries, of roles and of reference data."""

    # one entry, read alone
    ENTRY_DOES_NOT_READ = "entry_does_not_read"
    ENTRY_ID_IS_NOT_VALID = "entry_id_is_not_valid"
    ENTRY_VERSION_IS_OUT_OF_RANGE = "entry_version_is_out_of_range"
    ENTRY_NEEDS_A_NAME = "entry_needs_a_name"
    ENTRY_TEXT_IS_NOT_PLAIN = "entry_text_is_not_plain"
    ENTRY_LIST_IS_NOT_SOUND = "entry_list_is_not_sound"
    ENTRY_HOLDS_AN_IDENTITY_NUMBER = "entry_holds_an_identity_number"
    SIDE_IS_NOT_SIX_DIGITS = "side_is_not_six_digits"
    ENTRY_SPEAKS_OF_ANOTHER_SIDE = "entry_speaks_of_another_side", Remedy.FINAL
    JOINT_ENTRY_MUST_NAME_ITS_SIDES = "joint_entry_must_name_its_sides"
    VALIDITY_MUST_RUN_FORWARD = "validity_must_run_forward"
    SUCCESSOR_MUST_BE_ANOTHER = "successor_must_be_another"
    SUCCESSOR_NEEDS_AN_END = "successor_needs_an_end"
    WORD_IS_NOT_A_CODE_WORD = "word_is_not_a_code_word"
    PLACE_CODE_IS_NOT_TWELVE_DIGITS = "place_code_is_not_twelve_digits"
    PLACE_CODE_LIES_OUTSIDE_THE_SIDE = "place_code_lies_outside_the_side", Remedy.FINAL
    PLACE_CODE_DOES_NOT_FIT_ITS_LEVEL = "place_code_does_not_fit_its_level"
    POINT_LIES_OFF_THE_EARTH = "point_lies_off_the_earth"
    MEASURE_IS_OUT_OF_RANGE = "measure_is_out_of_range"
    BORDER_MUST_JOIN_TWO_SIDES = "border_must_join_two_sides"
    CREDIT_CODE_IS_NOT_VALID = "credit_code_is_not_valid"
    MEMBERS_MUST_BE_NAMED = "members_must_be_named"

    # an entry beside those already held
    ENTRY_BELONGS_TO_ANOTHER_SIDE = "entry_belongs_to_another_side", Remedy.FINAL
    ENTRY_KEEPS_ITS_KIND = "entry_keeps_its_kind"
    VERSION_IS_NOT_HIGHER = "version_is_not_higher"
    VERSION_SAYS_SOMETHING_ELSE = "version_says_something_else", Remedy.FINAL
    ENTRY_HANGS_ON_ANOTHER_SIDE = "entry_hangs_on_another_side"
    ENTRY_HANGS_ON_THE_WRONG_KIND = "entry_hangs_on_the_wrong_kind"
    ENTRY_HANGS_ON_ITSELF = "entry_hangs_on_itself"

    ROW_DIFFERS_FROM_ITS_EVIDENCE = "row_differs_from_its_evidence", Remedy.FINAL

    # people and roles
    ACCOUNT_IS_TAKEN = "account_is_taken"
    DISPLAY_NAME_IS_NOT_PLAIN = "display_name_is_not_plain"
    PERSON_IS_NOT_KNOWN = "person_is_not_known"
    OFFICE_IS_NOT_OURS = "office_is_not_ours"
    OFFICE_IS_NOT_IN_FORCE = "office_is_not_in_force"
    ROLE_IS_NOT_KNOWN = "role_is_not_known"
    ROLE_HAS_ENDED = "role_has_ended"
    ROLE_MUST_RUN_FORWARD = "role_must_run_forward"
    FOUNDING_IS_OVER = "founding_is_over"
    RIGHT_MUST_BE_HELD_TO_BE_GRANTED = "right_must_be_held_to_be_granted"
    NOBODY_GRANTS_HIMSELF_THE_RIGHT_TO_SIGN = "nobody_grants_himself_the_right_to_sign", Remedy.FINAL
    NOBODY_MAKES_HIMSELF_INSPECTOR = "nobody_makes_himself_inspector", Remedy.FINAL
    INSPECTOR_DOES_NOT_ADMINISTER = "inspector_does_not_administer"

    # accounts of people
    NOBODY_KEEPS_HIS_OWN_ACCOUNT = "nobody_keeps_his_own_account"
    ACCOUNT_IS_OUT_OF_REACH = "account_is_out_of_reach"
    ACCOUNT_IS_LOCKED_ALREADY = "account_is_locked_already"
    ACCOUNT_IS_NOT_LOCKED = "account_is_not_locked"
    LAST_SIGNER_IS_NOT_LOCKED = "last_signer_is_not_locked"
    NOBODY_APPROVES_HIS_OWN_RECOVERY = "nobody_approves_his_own_recovery", Remedy.FINAL
    RECOVERY_HAS_ENDED = "recovery_has_ended"
    RECOVERY_NEEDS_ANOTHER_PERSON = "recovery_needs_another_person"
    APPROVER_IS_TOO_NEW = "approver_is_too_new"
    RECOVERY_NEEDS_A_SIGNER = "recovery_needs_a_signer"

    # reference data of a programme
    PROGRAMME_FILE_IS_MISSING = "programme_file_is_missing"
    PROGRAMME_ROW_DOES_NOT_READ = "programme_row_does_not_read"
    PROGRAMME_KEY_IS_NOT_KNOWN = "programme_key_is_not_known"
    PROGRAMME_KEY_STANDS_TWICE = "programme_key_stands_twice"
    PROGRAMME_IS_NOT_SOUND = "programme_is_not_sound"

    # the line between two sides
    BOUNDARY_DOES_NOT_READ = "boundary_does_not_read"
    BOUNDARY_IS_NOT_OF_ITS_PARTIES = "boundary_is_not_of_its_parties", Remedy.FINAL
    BOUNDARY_FILE_IS_NOT_SOUND = "boundary_file_is_not_sound"
    BOUNDARY_NEEDS_ONE_LINE = "boundary_needs_one_line"
    AREA_NAMES_NO_SIDE = "area_names_no_side"
    LINE_LEAVES_ITS_AREAS = "line_leaves_its_areas"
    SIDE_OF_LINE_IS_NOT_CLEAR = "side_of_line_is_not_clear"
    APPROVAL_NUMBER_IS_NOT_VALID = "approval_number_is_not_valid"
