"""The residents' guide on the public site: at which hospitals one settles directly, how to file, and the estimate."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from pilin.base import clock
from pilin.modules.medical.queries import lists
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.views import sentences, words

_HOW: Sequence[tuple[Filing, str]] = (
    (
        Filing.LONG_TERM,
        gettext_noop("退休后异地安置、长期居住、常驻异地工作的，在参保地备案一次，直到您变更为止都有效。"),
    ),
    (Filing.REFERRED, gettext_noop("由参保地医院转诊的，转诊时备案；有效期内可以多次就医。")),
    (Filing.EMERGENCY, gettext_noop("急诊抢救的视同已备案，不必先办手续。")),
    (Filing.OTHER, gettext_noop("其他临时外出就医的，可以在出院结算前补办备案；没有备案的，支付比例可能降低。")),
)


def show_guide(request: HttpRequest) -> HttpResponse:
    """Show how somebody insured next door is treated and settled here; nothing is asked and nothing remembered."""
    found = lists.public_institutions(clock.day_of(clock.now()))
    context = {
        "institutions": [(one.name, words.level_word(one.level), one.until_day) for one in found],
        "filings": [(gettext(sentences.FILINGS[kind]), gettext(how)) for kind, how in _HOW],
    }
    return render(request, "medical/public/guide.html", context)
