"""Why a reminder was not set up, or not sent."""

from pilin.base.refusal import Code, Remedy


class ReminderRefusal(Code):
    """Why the room of reminders did not do something."""

    NODE_SENDS_NO_MAIL = "node_sends_no_mail", Remedy.FIX_AND_RESEND
    ADDRESS_IS_NOT_OF_OUR_MAIL = "address_is_not_of_our_mail", Remedy.FIX_AND_RESEND
    MAIL_SERVER_IS_OUT_OF_REACH = "mail_server_is_out_of_reach", Remedy.RETRY_LATER
    MAIL_SERVER_REFUSED = "mail_server_refused", Remedy.FIX_AND_RESEND
    ROBOT_IS_OUT_OF_REACH = "robot_is_out_of_reach", Remedy.RETRY_LATER
    ROBOT_REFUSED = "robot_refused", Remedy.FIX_AND_RESEND
    ROBOT_FILE_DOES_NOT_FIT = "robot_file_does_not_fit", Remedy.FIX_AND_RESEND
    NOBODY_IS_TO_BE_TOLD = "nobody_is_to_be_told"
