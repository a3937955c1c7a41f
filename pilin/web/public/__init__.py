"""The public site: its own host name and frame, for residents. No session, no account, no cookie.

switch      requests for the public host go to the site and no further
middleware  what such a request passes: headers, language, limit, reading only, cache
limits      how often one address may ask
writing     the few addresses that take a form, each marked in the code
fields      what may leave: a list a module, and values that show nothing else
views       the frame's own pages: home, what the software refuses to do, about, and errors
"""
