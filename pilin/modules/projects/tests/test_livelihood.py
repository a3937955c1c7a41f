"""Livelihood projects between two sides, on their pages, and on the public site, where residents have their say."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.test import Client

from pilin.base.refusal import Refused
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries as matter_queries
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.projects import actions, queries
from pilin.modules.projects.models import Opinion, OpinionCode
from pilin.modules.projects.rules.livelihood import BATCH_MAX, LivelihoodRefusal
from pilin.modules.projects.tests.test_livelihood_kind import LIVELIHOOD
from pilin.modules.projects.tests.watch import Watch
from pilin.web.tests import samples
from tests.web.budget import QUERIES_MAX, asked, costs_no_more

pytestmark = pytest.mark.usefixtures("fresh")

Read = Callable[..., str]
PAGE, SAY = "/projects/livelihood/", "/projects/opinion/"
FORM = {
    "title": "南北山塘共同亮灯",
    "worry": "every_day",
    "place": "山塘村",
    "wish": "夜里路上看得见",
    "leads.initiator": "广陈镇",
    "leads.responder": "廊下镇",
}


class Ear(Watch):
    """Two sides that listen to residents."""

    kinds: tuple[str, ...] = ("plan", "livelihood")

    def project(self, **fields: Any) -> str:  # type: ignore[override]
        """Offer a livelihood project and let both sign it; return its id."""
        self.stage.matter = actions.offer_livelihood({**LIVELIHOOD, **fields}, peer=THEM, by=self.hand)
        self.stage.meet()
        return self.both("sign")

    def heard(self, *stars: int, words: str = "") -> None:
        """Let residents say what they think of the project that was opened last."""
        codes = actions.hand_out_codes(self.stage.matter, len(stars))
        for code, one in zip(codes, stars, strict=True):
            actions.keep_opinion(code, one, words)

    def told(self) -> int:
        """Let the worker tell the numbers, and both sides hear them."""
        done = actions.tell_opinions(at=self.stage.now)
        self.stage.meet()
        return done


@pytest.fixture
def ear(scene: Stage) -> Ear:
    return Ear(scene)


@pytest.fixture
def resident() -> Client:
    return Client(headers={"host": "public.example"})


def say(resident: Client, code: str, stars: str = "5", words: str = "", address: str = SAY) -> Any:
    body = "&".join(f"{name}={value}" for name, value in (("code", code), ("stars", stars), ("words", words)))
    return resident.post(address, body.encode(), content_type="application/x-www-form-urlencoded")


def words_of(answer: Any) -> str:
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


def public(address: str) -> str:
    caches["public"].clear()
    return words_of(Client(headers={"host": "public.example"}).get(address))


def test_a_project_is_offered_by_its_form_under_one_of_the_three_words(ear: Ear, read: Read) -> None:
    assert ear.stage.matter == ""
    answer = samples.browser("zhao").post(f"{PAGE}new/", FORM)
    assert answer.status_code == 302, words_of(answer)
    words = read(PAGE)
    assert "南北山塘共同亮灯 烦心 山塘村 广陈镇 廊下镇 — 还没有评价 ● 待会签" in words
    page = read(str(answer.headers["Location"]), "zhao")
    assert "发评价码" not in page  # both sign it first


def test_the_list_ships_empty_and_says_what_the_source_names(ear: Ear, read: Read) -> None:
    assert ear.stage.matter == ""
    words = read(PAGE, "zhao")
    assert "清单是空的" in words
    assert "来源称自 2017-07 以来实施了 52 个实事项目，没有列出清单（来源未载明）" in words
    assert "南北山塘为百姓共同亮灯" in words
    html = samples.browser("zhao").get(f"{PAGE}new/?named=0").content.decode()
    assert 'value="南北山塘为百姓共同亮灯"' in html
    assert "?named=" not in samples.browser("li").get(PAGE).content.decode()


@pytest.mark.parametrize("named", ["99", "-1", "x", "\uff11"])
def test_what_the_source_does_not_name_begins_empty(ear: Ear, named: str) -> None:
    assert ear.kinds
    answer = samples.browser("zhao").get(f"{PAGE}new/", {"named": named})
    assert answer.status_code == 200
    assert "亮灯" not in words_of(answer)


@pytest.mark.parametrize(
    ("changes", "said"), [({"worry": "happy"}, "happy"), ({"wish": ""}, "必填"), ({"due": "2025-01-01"}, "2025-01-01")]
)
def test_a_project_that_does_not_fit_is_told_in_words(ear: Ear, changes: dict[str, str], said: str) -> None:
    assert ear.kinds
    answer = samples.browser("zhao").post(f"{PAGE}new/", {**FORM, **changes})
    assert answer.status_code == 200
    assert said in words_of(answer)


def test_codes_are_printed_once_with_a_square_and_kept_as_digests(ear: Ear, read: Read) -> None:
    made = ear.project()
    assert "发评价码" in read(f"{PAGE}{made}/", "zhao")
    answer = samples.browser("zhao").post(f"{PAGE}{made}/codes/", {"number": "3"})
    html = answer.content.decode()
    codes = re.findall(r'class="slip-code">([0-9A-Z-]{14})<', html)
    assert len({*codes}) == 3
    assert html.count("<svg") >= 3
    assert "https://public.example/projects/opinion/" in html
    assert "no-store" in answer.headers["Cache-Control"]
    assert OpinionCode.objects.filter(project=made, is_used=False).count() == 3
    assert not {*OpinionCode.objects.values_list("digest", flat=True)} & {*codes}
    again = read(f"{PAGE}{made}/codes/", "zhao")
    assert "共发 3 张，还没有用的 3 张" in again
    assert codes[0] not in again


@pytest.mark.parametrize("number", ["0", str(BATCH_MAX + 1), "many", ""])
def test_a_batch_is_bounded(ear: Ear, number: str) -> None:
    made = ear.project()
    answer = samples.browser("zhao").post(f"{PAGE}{made}/codes/", {"number": number})
    assert answer.status_code == 200
    assert not OpinionCode.objects.exists()


def test_unused_codes_are_voided_and_used_ones_stay(ear: Ear) -> None:
    made = ear.project()
    ear.heard(5)
    code, _other = actions.hand_out_codes(made, 2)
    assert samples.browser("zhao").post(f"{PAGE}{made}/codes/", {"void": "1"}).status_code == 302
    assert OpinionCode.objects.count() == 1
    with pytest.raises(Refused) as refusal:
        actions.keep_opinion(code, 5, "")
    assert refusal.value.code is LivelihoodRefusal.OPINION_CODE_IS_UNKNOWN


def test_a_project_that_is_not_signed_or_is_over_takes_no_opinions(ear: Ear) -> None:
    made = actions.offer_livelihood(LIVELIHOOD, peer=THEM, by=ear.hand)
    assert "双方还没有签署" in words_of(samples.browser("zhao").post(f"{PAGE}{made}/codes/", {"number": "1"}))
    signed = ear.project()
    (code,) = actions.hand_out_codes(signed, 1)
    ear.both("drop", fields={"reason": "改由县里办"})
    with pytest.raises(Refused) as refusal:
        actions.keep_opinion(code, 5, "")
    assert refusal.value.code is LivelihoodRefusal.OPINIONS_ARE_CLOSED
    assert not OpinionCode.objects.get().is_used
    assert not Opinion.objects.exists()


def test_a_resident_says_it_once_without_an_account(ear: Ear, resident: Client) -> None:
    (code,) = actions.hand_out_codes(ear.project(), 1)
    page = resident.get(f"{SAY}{code}/")
    assert f'value="{code}"' in page.content.decode()
    assert "不问您是谁" in words_of(page)
    answer = say(resident, code, "4", "灯亮了")
    assert "您对“南北山塘共同亮灯”的评价已经收下，这个码不能再用" in words_of(answer)
    assert [*answer.cookies] == []
    assert [*Opinion.objects.values_list("stars", "words")] == [(4, "灯亮了")]
    again = say(resident, code.lower().replace("-", ""), "1")
    assert "这个评价码已经用过" in words_of(again)
    assert Opinion.objects.count() == 1


def test_a_code_is_spent_by_one_opinion(ear: Ear) -> None:
    (code,) = actions.hand_out_codes(ear.project(), 1)
    actions.keep_opinion(code, 5, "")
    with pytest.raises(Refused) as refusal:
        actions.keep_opinion(code, 1, "")
    assert refusal.value.code is LivelihoodRefusal.OPINION_CODE_WAS_USED
    assert [*Opinion.objects.values_list("stars", flat=True)] == [5]


def test_what_tells_who_somebody_is_goes_before_it_is_kept_and_the_page_says_so(ear: Ear, resident: Client) -> None:
    (code,) = actions.hand_out_codes(ear.project(), 1)
    answer = say(resident, code, "2", "一三八一二三四五六七八，找浙F12345的人")
    words = words_of(answer)
    assert "有 2 处像身份证号、电话或车牌" in words
    assert "***，找***的人" in words
    assert Opinion.objects.get().words == "***，找***的人"


@pytest.mark.parametrize(
    ("code", "stars", "said"),
    [
        ("0000-0000-0000", "5", "没有这个评价码"),
        ("", "5", "必填"),
        ("x" * 41, "5", "40"),
        ("0000-0000-0000", "6", "6"),
        ("0000-0000-0000", "", "必填"),
        ("%27%3B--", "5", "没有这个评价码"),
        ("%00", "5", ""),
    ],
)
def test_what_does_not_fit_gets_a_sentence(ear: Ear, resident: Client, code: str, stars: str, said: str) -> None:
    ear.project()
    answer = say(resident, code, stars)
    assert answer.status_code == 200
    assert said in words_of(answer)
    assert not Opinion.objects.exists()


def test_words_are_shown_as_they_were_written_and_only_here(ear: Ear, read: Read) -> None:
    made = ear.project()
    ear.heard(1, words="<script>alert(1)</script>")
    html = samples.browser("li").get(f"{PAGE}{made}/").content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;" in html
    assert ear.told() == 1
    assert "alert" not in public(PAGE)
    assert "alert" not in str([event.body for event in ear.stage.view().timeline])
    assert "很不满意" in read(f"{PAGE}{made}/")


def test_numbers_are_told_once_a_day_and_both_nodes_hold_the_same(ear: Ear, read: Read) -> None:
    made = ear.project()
    ear.heard(5, 4, 4)
    assert (ear.told(), ear.told()) == (1, 0)
    ear.heard(1)
    assert ear.told() == 0  # tomorrow
    ear.stage.later(days=1)
    assert ear.told() == 1
    assert ear.stage.same()
    assert ear.stage.theirs.matter.asserted["opinions"]["initiator"] == {"count": 4}
    assert "4 份，一方满 10 份才显示平均" in read(PAGE)
    assert "平湖市 4 满 10 份才显示" in read(f"{PAGE}{made}/")


def test_a_mean_is_shown_from_ten_on_from_what_both_told(ear: Ear, read: Read) -> None:
    ear.project()
    ear.heard(*[5] * 5, *[4] * 5)
    ear.told()
    theirs = {"opinions": {"count": 10, "summed": 10, "points": 15}, "counted_on": "2026-03-02"}
    ear.they_take("tell_opinions", **theirs)
    assert "20 份，平均 3.0（满分 5）" in read(PAGE)
    page = read(f"{PAGE}{ear.stage.matter}/")
    assert "平湖市 10 4.5" in page
    assert "金山区 10 1.5" in page
    assert "20 份，平均 3.0（满分 5）" in public(PAGE)


def test_the_next_sum_is_told_when_ten_more_have_come(ear: Ear, read: Read) -> None:
    ear.project()
    ear.heard(*[5] * 10)
    ear.told()
    ear.stage.later(days=1)
    ear.heard(1)  # one voice, which nobody at the other side can take out of the sum
    ear.told()
    assert ear.stage.theirs.matter.asserted["opinions"]["initiator"] == {"count": 11, "summed": 10, "points": 50}
    assert "11 份，平均 5.0（满分 5）" in read(PAGE)
    ear.stage.later(days=1)
    ear.heard(*[1] * 9)
    ear.told()
    assert "20 份，平均 3.0（满分 5）" in read(PAGE)


def test_one_that_cannot_be_told_holds_back_no_other(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ear.project()
    ear.heard(3)
    second = ear.project(title="步道")
    ear.heard(4)
    take = matters.take_step

    def refusing(*, matter: str, **members: Any) -> Any:
        if matter == first:
            raise Refused(LivelihoodRefusal.OPINIONS_ARE_CLOSED)
        return take(matter=matter, **members)

    monkeypatch.setattr(matters, "take_step", refusing)
    assert ear.told() == 1
    assert queries.records([second])[second].asserted["opinions"] == {"initiator": {"count": 1}}
    assert "opinions" not in queries.records([first])[first].asserted


def test_nobody_types_the_numbers(ear: Ear) -> None:
    ear.project()
    ear.heard(1)
    with pytest.raises(Refused) as refusal:
        ear.take("tell_opinions", opinions={"count": 900, "summed": 900, "points": 4500}, counted_on="2026-03-02")
    assert refusal.value.code is LivelihoodRefusal.OPINIONS_ARE_COUNTED_HERE


def test_what_is_over_is_told_no_more(ear: Ear) -> None:
    ear.project()
    ear.heard(3)
    ear.both("drop", fields={"reason": "改由县里办"})
    assert ear.told() == 0


def test_the_public_list_shows_what_both_signed_and_no_more(ear: Ear) -> None:
    assert "还没有两地都签了字的民生实事" in public(PAGE)
    actions.offer_livelihood({**LIVELIHOOD, "title": "只是提出"}, peer=THEM, by=ear.hand)
    ear.project()
    words = public(PAGE)
    assert "南北山塘共同亮灯 哪种心事 烦心 现在 ● 正在办 大家怎么说 还没有人说" in words
    assert "只是提出" not in words
    assert "夜里路上看得见" not in words
    assert "没有列出是哪些（来源未载明），所以这里从空开始" in words
    ear.take("report_done", result="四十盏灯已亮")
    ear.both("confirm_done")
    assert "✓ 已经办成" in public(PAGE)
    assert "People have their say" in public("/en/projects/").replace("people have", "People have")


def test_nothing_leads_from_an_opinion_to_a_resident() -> None:
    columns = {field.name for model in (Opinion, OpinionCode) for field in model._meta.get_fields()}
    assert columns == {"id", "project", "stars", "words", "digest", "is_used"}


@pytest.mark.parametrize("stars", [0, 6])
def test_the_table_takes_one_to_five(ear: Ear, stars: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.create(project=ear.project(), stars=stars)


def test_the_pages_cost_no_more_with_more_on_them(ear: Ear) -> None:
    made = ear.project()
    ear.heard(4, words="好")

    def more() -> None:
        for number in range(3):
            ear.project(title=f"实事 {number}")
            ear.heard(4, 5, words="好")

    costs_no_more(PAGE, more)
    assert len(asked(f"{PAGE}{made}/", "li")) <= QUERIES_MAX
    assert len(asked(f"{PAGE}{made}/codes/", "zhao")) <= QUERIES_MAX


def test_who_only_reads_offers_nothing_and_hands_out_nothing(ear: Ear) -> None:
    made = ear.project()
    for address in (f"{PAGE}new/", f"{PAGE}{made}/codes/"):
        assert samples.browser("li").get(address).status_code == 403
    assert samples.browser("li").get(f"{PAGE}{'0' * 36}/").status_code == 404


def test_without_the_kind_the_page_says_what_is_missing(scene: Stage, read: Read) -> None:
    assert matter_queries.kind_named("livelihood", (US, THEM)) is None
    assert scene.matter == ""
    assert "双方还没有签署这一事项类型" in read(f"{PAGE}new/", "zhao")
    assert queries.public_livelihoods() == ()


def test_without_a_public_site_the_page_of_codes_says_so(ear: Ear, settings: Any) -> None:
    made = ear.project()
    settings.NODE = settings.NODE.__class__(**{**vars(settings.NODE), "public": None})
    words = words_of(samples.browser("zhao").get(f"{PAGE}{made}/codes/"))
    assert "本节点没有设公开站的网址" in words
