"""Sign-in and sign-out of an operator: 9001 and 9002. The session number is copied into every later envelope."""

from pilin.wire.nhsa.fields import C20, C30, C50, Time, node
from pilin.wire.nhsa.transactions import Shape, Transaction


@node
class SignIn:
    """Input of 9001. An address of IPv6 is longer than the 20 characters of the interface, so more are taken."""

    opter_no: C20
    mac: C20 = ""
    ip: C50 = ""


@node
class SignedIn:
    """Output of 9001."""

    sign_time: Time
    sign_no: C30


@node
class SignOut:
    """Input of 9002."""

    sign_no: C30
    opter_no: C20


@node
class SignedOut:
    """Output of 9002 [U]."""

    sign_time: Time | None = None


SIGN_IN = Transaction("9001", Shape(SignIn, "signIn", "data"), Shape(SignedIn, "signinoutb"))
SIGN_OUT = Transaction("9002", Shape(SignOut, "signOut", "data"), Shape(SignedOut, "signinoutb"))
TRANSACTIONS = (SIGN_IN, SIGN_OUT)
