"""The registers: agreements clause by clause, and the directory of all sides."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, pgettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.agreements.queries import Held, Offer, Signed
from pilin.kernel.agreements.rules import AgreementRefusal, State
from pilin.kernel.federation import queries as federated
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.rules import called as called_entry
from pilin.modules.desk import queries
from pilin.modules.desk.queries import Half
from pilin.modules.desk.views.names import called_by
from pilin.web import wording
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, LinkTo, Seal, Table, Tone
from pilin.web.languages import several, titled
from pilin.web.pairs import pairs_table
from pilin.web.standings import mark_of

_STATES: Mapping[State, tuple[Tone, str]] = {
    State.NOT_YET: (Tone.IDLE, gettext_noop("尚未生效")),
    State.IN_FORCE: (Tone.NORMAL, gettext_noop("有效")),
    State.SUSPENDED: (Tone.PAUSED, gettext_noop("中止")),
    State.WINDING_DOWN: (Tone.WARNING, gettext_noop("收尾")),
    State.ENDED: (Tone.DONE, gettext_noop("已终止")),
}


@require_GET
@needs(Right.READ)
def show_agreements(request: PageRequest) -> HttpResponse:
    """Show the register of agreements as they stand today."""
    day, links = clock.day_of(request.at), federated.links_state(request.at)
    found, called = queries.register(day=day), called_by(links)
    context = {"held": register(found.held), "offers": _offers(found.offers, called), "links": links}
    return render(request, "desk/agreements.html", context)


def register(held: Sequence[Held]) -> Table:
    """Return agreements as a table."""
    titles = (pgettext("column", "协议"), gettext("各方"), gettext("状态"), gettext("条款"))
    columns = [
        *(Column(title) for title in titles[:3]),
        Column(titles[3], "number"),
        Column(gettext("生效"), "day"),
        Column(gettext("期满"), "day"),
    ]
    empty = gettext("这里将列出各方签署生效的协议：由一方提出，各方签署后自动列入。")
    return Table(gettext("已签署的协议"), columns, [_agreement_row(one) for one in held], empty)


def _agreement_row(held: Held) -> Sequence[Cell]:
    agreement = held.history.agreement
    where = reverse("desk:agreement", args=[agreement.id])
    parties = several(party.body for party in agreement.parties)
    state, clauses, link = _state_light(held.state), len(held.reading.clauses), LinkTo(titled(agreement.title), where)
    return (link, parties, state, clauses, agreement.from_day, held.reading.term.last_day)


def _state_light(state: State) -> Light:
    tone, word = _STATES[state]
    return Light(tone, gettext(word))


def _offers(offers: Sequence[Offer], called: Mapping[str, str]) -> Table:
    titles = (gettext("文本"), gettext("提出方"), gettext("等待签署"))
    columns = [*(Column(title) for title in titles), Column(gettext("提出时间"), "instant")]
    where = reverse("web:documents")
    rows = [
        (
            LinkTo(_title_of(offer), f"{where}#document-{offer.hash}"),
            called.get(offer.offered_by, offer.offered_by),
            several(called.get(code, code) for code in offer.waits_for),
            offer.offered_at,
        )
        for offer in offers
    ]
    return Table(gettext("待签的协议文本"), columns, rows, gettext("没有等待签署的协议文本。"))


def _title_of(offer: Offer) -> str:
    title = getattr(offer.text, "title", None)
    return str(titled(title) if title else getattr(offer.text, "reason", offer.hash))


@require_GET
@needs(Right.READ)
def show_agreement(request: PageRequest, agreement: str) -> HttpResponse:
    """Show one agreement as it reads today: clause by clause, and who signed which version when."""
    day, links = clock.day_of(request.at), federated.links_state(request.at)
    try:
        found = queries.agreement(agreement, day=day)
    except Refused as refused:
        if refused.code is AgreementRefusal.AGREEMENT_IS_NOT_KNOWN_YET:
            raise Http404 from None
        raise
    called = called_by(links)
    titles = {kind.name: titled(kind.title) for kind in reversed(found.kinds)}
    context = {
        "agreement": found.held.history.agreement,
        "term": found.held.reading.term,
        "state": _state_light(found.held.state),
        "parties": [(party.body, called.get(party.code, party.code)) for party in found.held.history.agreement.parties],
        "clauses": [
            (
                clause,
                _state_light(found.held.clause_states[number]),
                mark_of(clause.standing),
                several(map(wording.allowed, clause.kinds)),
                several(titles.get(name, name) for name in clause.matter_kinds),
            )
            for number, clause in found.held.reading.clauses.items()
        ],
        "versions": [_version(signed, called) for signed in found.versions],
        "day": day,
        "links": links,
    }
    return render(request, "desk/agreement.html", context)


def _version(signed: Signed, called: Mapping[str, str]) -> tuple[str, Seal]:
    """Return what a version is called and its seal: who signed when, and where the signed messages are."""
    text = signed.version.text
    signers = [(called.get(code, code), at) for code, at in signed.signatures.items()]
    where = f"{reverse('web:evidence')}?subject=document/{signed.version.hash}"
    title = str(getattr(text, "reason", "")) or gettext("协议文本")
    return title, Seal(Light(Tone.DONE, gettext("各方均已签署")), signers, where)


@require_GET
@needs(Right.READ)
def show_directory(request: PageRequest) -> HttpResponse:
    """Show the directory of all sides, as each signed its own half."""
    day, links = clock.day_of(request.at), federated.links_state(request.at)
    called = called_by(links)
    sides = sorted(called, reverse=True)  # on shared pages the order of sides is the same, whoever looks
    found = queries.directory(sides=sides, day=day)
    context = {
        "halves": [(called[half.side], _bodies(half, called[half.side])) for half in found.halves],
        "pairs": pairs_table(found.pairs, found.names, called),
        "links": links,
    }
    return render(request, "desk/directory.html", context)


def _bodies(half: Half, name: str) -> Table:
    columns = [Column(title) for title in (gettext("机构"), gettext("岗位"), gettext("地方"))]
    rows = [
        (
            "　" * line.depth + called_entry(line.body),
            several(called_entry(office) for office in line.offices) or None,
            line.place or None,
        )
        for line in half.bodies
    ]
    empty = gettext("{name}尚未公布名录；由该方在本方节点公布并签名后显示。").format(name=name)
    return Table(name, columns, rows, empty, standings=[mark_of(line.body.standing) for line in half.bodies])
