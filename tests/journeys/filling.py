"""What the rooms of money and of care hold in the office that is walked: shared costs, wishes, the insured."""

import re
from collections.abc import Iterator

from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.kernel.organisations.tests.samples import an_id
from pilin.modules.mediation import actions as mediation
from pilin.modules.mediation.actions.committees import Hand
from pilin.modules.mediation.rules.committees import Member
from pilin.modules.mediation.tests.samples import OPENING
from pilin.modules.petitions import actions as petitions
from pilin.modules.petitions.rules.intake import Intake, Petitioner
from pilin.modules.petitions.rules.looking import Eyes
from pilin.modules.projects import actions
from pilin.modules.projects.actions import Begun
from pilin.modules.projects.tests.test_livelihood_kind import LIVELIHOOD
from pilin.modules.projects.tests.till import Till
from pilin.modules.projects.tests.watch import Watch
from pilin.web.tests import samples
from tests.journeys import filling_border, filling_sharing
from tests.web import planting

NO_LINKS = {
    r"mediation/cases/(?P<matter>[0-9a-f-]{36})/agreement/$",
    r"mediation/cases/(?P<matter>[0-9a-f-]{36})/file/$",
    r"mediation/cases/(?P<matter>[0-9a-f-]{36})/slip/$",
    r"medical/batches/(?P<matter>[0-9a-f-]{36})/sheet/$",
    r"medical/batches/(?P<matter>[0-9a-f-]{36})/paper/$",
    r"projects/(?P<plan>[0-9a-f-]{36})/photos/(?P<digest>[0-9a-f]{64})\.jpg$",
    r"projects/findings/(?P<matter>[0-9a-f-]{36})/photos/(?P<digest>[0-9a-f]{64})\.jpg$",
    r"projects/quarterly/public/$",
    r"projects/quarterly/sheet/$",
    r"projects/nettings/(?P<matter>[0-9a-f-]{36})/statement/pdf/$",
    r"projects/nettings/(?P<matter>[0-9a-f-]{36})/statement/sheet/$",
    r"petitions/(?P<case>[0-9a-f-]{36})/papers/(?P<digest>[0-9a-f]{64})/$",
    r"petitions/(?P<case>[0-9a-f-]{36})/papers/$",
    r"petitions/matters/(?P<matter>[0-9a-f-]{36})/$",
    r"projects/nettings/(?P<matter>[0-9a-f-]{36})/payment/$",
}
"""Files: papers, tables and pictures; what only a petition between two sides has: its journey walks it; and the page on
which a payment is told, to which nothing leads once it was."""
SHUT = {
    "care/",
    "care/new/",
    r"care/envelopes/(?P<envelope>[0-9a-f-]{36})/$",
    "care/digest/",
}
"""The room of help between lawful bodies is off until two bodies open it; its own journey walks it."""
NO_LINKS |= SHUT
BY_A_FORM = {
    r"medical/persons/(?P<number>[0-9]{1,18})/$",
    r"medical/settlements/(?P<settlement>[0-9a-f-]{36})/explanation/$",
}
"""Pages of one person, which only a form with a purpose leads to; the tests of the room read them."""


class Rooms(Till):
    """A play in which both sides share costs and listen to residents as well."""

    kinds = tuple(
        dict.fromkeys(
            (
                *(*Watch.kinds, *Till.kinds, "condition", "netting_payment"),
                *("livelihood", "mediation", "sweep", *filling_border.KINDS, *filling_sharing.KINDS),
            )
        )
    )


def fill(play: Rooms) -> None:
    """Let costs be shared, residents be asked, a plan be written, and somebody insured be treated."""
    formula = play.formula()
    play.expense(formula)
    play.they_spend(formula, agreed=False)
    play.they_spend(formula, amount=2_000_00, shares={"payer": 800_00, "sharer": 1_200_00})
    play.stage.matter = actions.offer_livelihood(LIVELIHOOD, peer=THEM, by=play.hand)
    play.stage.meet()
    play.both("sign")
    conditioned(play)
    actions.begin(Begun("plan", "明月山塘生态修复", {"title": "明月山塘生态修复"}), by="吴芳", at=play.stage.now)
    planting.medical(planting.Garden())
    petition = Intake("2026-03-02", "visit", "water", "thing", "请把界河边的排水口堵上", "雨后污水从对岸流来")
    petitions.take_in(petition, Petitioner("钱大有"), office=an_id("desk"), eyes=Eyes("zhao"), at=play.stage.now)
    filling_border.fill(play)
    filling_sharing.fill(play)
    mediated(play)


def conditioned(play: Rooms) -> None:
    """Let a plan be approved under two conditions: one that both signed, one that waits for an answer."""
    plan = play.plan(title="两镇共建步道")
    for title, wanted in (("步道用地先行落实", "用地批复文件"), ("护栏移交", "移交清单")):
        said = {"title": title, "wanted": wanted, "holds": "complete", "duty_unit": "廊下镇", "due": "2026-06-30"}
        play.stage.matter = actions.set_condition(plan, said, by=play.hand)
        play.stage.meet()
        if title == "步道用地先行落实":
            play.both("take_on")


def mediated(play: Rooms) -> None:
    """Let a case be opened by a committee of ours, and its chair be in charge."""
    by = Hand("wu", "", play.stage.now)
    members = [Member("主任甲", "wu", is_chair=True, is_woman=True), Member("调解员乙"), Member("调解员丙")]
    committee = mediation.enter_committee("金沙村人民调解委员会", members, by=by)
    kind = matters.kind_named("mediation", (US, THEM))
    assert kind is not None
    case, _places = mediation.open_case(kind, OPENING, peer=THEM, by=by)
    mediation.assign(case, committee=committee, names=["主任甲"], by=by)
    play.stage.meet()


def netted(play: Rooms, stage: Stage) -> None:
    """Let the quarter end and be netted so that we owe; the neighbour tells of a payment that is not its to make."""
    stage.later(days=31)
    netting = play.netting()
    play.both("sign")
    said = {"title": "轧差付款", "netting": netting, "paid_on": "2026-04-02", "amount": 800_00}
    play.they_open("netting_payment", {**said, "voucher": "付-0402", "voucher_hash": "c" * 64})


def unlinked() -> Iterator[str]:
    """Yield addresses that a page shows once and no page links: a wall for a screen."""
    html = samples.browser("zhao").post("/projects/wall/screens/", {"name": "三楼会议室"}).content.decode()
    found = re.search(r"<code>https?://[^/]+(/projects/wall/screen/[A-Za-z0-9_-]+/)</code>", html)
    assert found is not None
    yield found[1]
