"""The projects for everybody: what both sides signed, in plain words, and the key projects of each year."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from pilin.kernel.matters import queries as matters
from pilin.modules.projects import queries
from pilin.modules.projects.rules.public import PublicProject
from pilin.modules.projects.views import words
from pilin.web.components import Light, Tone
from pilin.web.languages import several

_UNSAID = gettext_noop("来源未载明")
_PROGRESS: Mapping[str, tuple[Tone, str]] = {
    "on_course": (Tone.NORMAL, gettext_noop("进展正常")),
    "to_be_pushed": (Tone.WARNING, gettext_noop("有待推进")),
    "not_begun": (Tone.IDLE, gettext_noop("尚未开始")),
    "undated": (Tone.IDLE, gettext_noop("时间未定")),
    "paused": (Tone.PAUSED, gettext_noop("暂停")),
    "done": (Tone.DONE, gettext_noop("已完成")),
    "ended": (Tone.IDLE, gettext_noop("已终止")),
}


def show_projects(request: HttpRequest) -> HttpResponse:
    """Show the projects that both sides signed, and the lists of key projects."""
    found = queries.public_projects()
    kind = next((kind for kind, _parties, _basis in matters.kinds_agreed() if kind.name == "plan"), None)
    fields = words.choices_of(kind, "field")
    context = {
        "projects": [_shown(one, fields) for one in found.projects],
        "more": found.count - len(found.projects),
        "lists": found.lists,
    }
    return render(request, "projects/public/projects.html", context)


def _shown(one: PublicProject, fields: Mapping[str, str]) -> Mapping[str, object]:
    tone, word = _PROGRESS[one.progress]
    return {
        "title": one.title,
        "field": fields.get(one.project_field) or gettext(_UNSAID),
        "aims": several(one.aims),
        "leads": several(one.leads),
        "progress": Light(tone, gettext(word)),
        "reached": several(one.reached),
        "following": one.following,
        "due": one.due,
    }
