"""What tests of mediation say: invented words in the place of names, two villages, an agreement."""

from typing import Any

US, THEM = "330482", "310116"
TITLE = "水利与排灌 · 金沙村—永久村"
OPENING: dict[str, Any] = {
    "title": TITLE,
    "category": "water",
    "source": "sweep",
    "places": {"initiator": "金沙村", "responder": "永久村"},
    "committee": "金沙村人民调解委员会",
    "parties": "甲户，金沙村三组",
    "facts": "排水沟改道后田里积水",
}
ACCEPTED = {"committee": "永久村人民调解委员会", "parties": "乙户，永久村一组"}
CONSENT = {"consent": {"on": "2026-03-02", "time": "09:30", "way": "oral"}}
SESSION: dict[str, Any] = {
    "session": {"held_on": "2026-03-02", "place": "边界凉亭", "bodies": "两村调委会"},
    "record": "双方同意疏通旧沟",
}
DRAFT: dict[str, Any] = {
    "form": "written",
    "agreed_facts": "沟改道致积水，双方各有责任",
    "agreed_content": "甲户疏通，乙户补偿",
    "obligations": [
        {"id": "1", "by": "initiator", "what": "act", "due": "2026-03-20"},
        {"id": "2", "by": "responder", "what": "pay", "due": "2026-04-10"},
    ],
    "signatures": {"initiator": "2026-03-01", "responder": "2026-03-02", "mediators": "2026-03-02"},
}
DAYS = {"effective_on": "2026-03-02", "confirm_until": "2026-04-01", "perform_until": "2026-04-10"}
TOLD = {"told_on": "2026-03-02"}
"""Everything is said on the stage's first day, 2026-03-02."""
