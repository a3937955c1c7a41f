"""Sessions of those who are signed in: bound to where they began, ended by the clock, listed, and ended by their owner.

A session is a row (`store`). What it is bound to and since when it runs stands within it, so that a page costs no query
more; its last use is written once a minute at most. A session that was ended keeps its row without its content, so that
the sign-in page can say in a sentence why one has to sign in again. What is asked for: OWASP ASVS 4.0.3, chapter 3.
"""

from pilin.web.sessions.keeping import age_seconds, begin, check, end, forget_old, is_background, mine, rotate, stamp

__all__ = ["age_seconds", "begin", "check", "end", "forget_old", "is_background", "mine", "rotate", "stamp"]
