"""Signing in through an OpenID Connect provider: the house's one sign-on proves who somebody is, and nothing more.

Off unless the node's TOML has a table `[oidc]`. It leads to an account that exists and is not locked; it makes none
and gives no right. Whoever signs still passes the second factor here.
"""
