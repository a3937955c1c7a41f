"""The hospital simulator against an agency in memory."""
