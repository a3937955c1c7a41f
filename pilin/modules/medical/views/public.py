"""An estimate for everybody: choose insurance, hospital, filing and amount by links, and read who would pay what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from pilin.base import clock
from pilin.base.money import Fen
from pilin.modules.medical import queries
from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.benefit import Amounts
from pilin.modules.medical.rules.estimate import AMOUNTS_YUAN, OUTSIDE_PERCENT, Asked
from pilin.modules.medical.rules.public import PublicPolicy
from pilin.modules.medical.rules.words import Care, Filing
from pilin.modules.medical.views import sentences
from pilin.web.languages import titled


@dataclass(frozen=True)
class Choice:
    """One question with its answers: word, address, and whether it is chosen."""

    title: str
    answers: Sequence[tuple[str, str, bool]]


def show_start(request: HttpRequest) -> HttpResponse:
    """Show the estimate of a common case; every answer can be changed from there."""
    policies = queries.public_policies(clock.day_of(clock.now()))
    if not policies:
        return render(request, "medical/public/estimate.html", {})
    first = policies[0]
    group = next(iter(first.person_groups))
    asked = Asked(first.side, first.insurance, group, Care.INPATIENT, 3, Filing.REFERRED, 20_000, 10)
    return _shown(request, asked, policies)


def show_estimate(request: HttpRequest, **answers: str) -> HttpResponse:
    """Show the estimate of the answers in the address; what cannot be answered is not there."""
    numbers = {name: int(answers.pop(name)) for name in ("level", "yuan", "outside")}
    care, filing = Care(answers.pop("care")), Filing(answers.pop("filing"))
    asked = Asked(**answers, **numbers, care=care, filing=filing)  # type: ignore[arg-type]
    return _shown(request, asked, queries.public_policies(clock.day_of(clock.now())))


def _shown(request: HttpRequest, asked: Asked, policies: Sequence[PublicPolicy]) -> HttpResponse:
    found = queries.estimate(asked, clock.day_of(clock.now()))
    if found is None:
        raise Http404
    policy, amounts = found
    shown = next(one for one in policies if (one.side, one.insurance) == (asked.side, asked.insurance))
    steps = [step for step in amounts.steps if step.said not in explain.FROM_PERSON]
    context = {
        "policy": shown,
        "choices": _choices(asked, shown, policies),
        "amounts": amounts,
        "rows": [
            (
                sentences.sentence(step, policy),
                sentences.payer(step),
                None if step.said in explain.WHY else Fen(step.fen),
            )
            for step in steps
        ],
        "share": _share(amounts),
    }
    return render(request, "medical/public/estimate.html", context)


def _share(amounts: Amounts) -> str:
    """Return what funds pay of the whole, in per cent with one decimal."""
    tenths = (amounts.fund_total_fen * 2000 + amounts.parts.total_fen) // (2 * amounts.parts.total_fen)
    return f"{tenths / 10:.1f}%"


def _choices(asked: Asked, policy: PublicPolicy, policies: Iterable[PublicPolicy]) -> list[Choice]:
    """Return every question with its answers, each an address in which that answer alone differs."""
    insured = []
    for one in policies:
        group = asked.group if asked.group in one.person_groups else next(iter(one.person_groups))
        other = replace(asked, side=one.side, insurance=one.insurance, group=group)
        insured.append((titled(one.title), _address(other), one is policy))
    groups = {name: titled(title) for name, title in policy.person_groups.items()}
    return [
        Choice(gettext("哪种医保"), insured),
        Choice(gettext("谁看病"), _answers(asked, "group", groups)),
        Choice(gettext("看什么病"), _answers(asked, "care", _said(sentences.CARES))),
        Choice(gettext("哪级医院"), _answers(asked, "level", _said(sentences.LEVELS))),
        Choice(gettext("在哪里看、怎么去的"), _answers(asked, "filing", _said(sentences.FILINGS))),
        Choice(gettext("一共花了多少元"), _answers(asked, "yuan", {yuan: f"{yuan:,}" for yuan in AMOUNTS_YUAN})),
        Choice(gettext("其中目录以外的"), _answers(asked, "outside", {part: f"{part}%" for part in OUTSIDE_PERCENT})),
    ]


def _said(words: Mapping[Any, str]) -> dict[Any, str]:
    return {value: gettext(word) for value, word in words.items()}


def _answers(asked: Asked, name: str, words: Mapping[Any, str]) -> list[tuple[str, str, bool]]:
    answers = []
    for value, word in words.items():
        changed: dict[str, Any] = {name: value}
        answers.append((word, _address(replace(asked, **changed)), value == getattr(asked, name)))
    return answers


def _address(asked: Asked) -> str:
    return reverse("medical:estimate_of", kwargs=asdict(asked))
