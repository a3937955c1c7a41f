"""Addresses of the public site: the frame's pages and what modules declare, Chinese at the root, English below `/en/`.

Nothing of the office is reachable here: a page that is not listed here does not exist on the public host.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from pilin.web.cards import cards
from pilin.web.public import views
from pilin.web.views import node_style

handler400 = views.not_understood
handler403 = views.not_found
handler404 = views.not_found
handler500 = views.out_of_order

urlpatterns: list[URLPattern | URLResolver] = [
    path("node.css", node_style, name="node_style"),
    *i18n_patterns(
        *(path(f"{card.label}/", include(card.public_urls)) for card in cards() if card.public_urls),
        path("", include("pilin.web.public.urls")),
        prefix_default_language=False,
    ),
]
