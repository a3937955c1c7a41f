"""The pages as a WSGI application, for the server that `pilin serve` starts."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilin.node.settings")

application = get_wsgi_application()
