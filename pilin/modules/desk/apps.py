"""The desk's card."""

from pilin.web.cards import ModuleConfig


class DeskConfig(ModuleConfig):
    name = "pilin.modules.desk"
    label = "desk"
    verbose_name = "工作台"
    title = "工作台"
    home = "desk:desk"
    position = 10
    registers = (
        ("协议", "desk:agreements"),
        ("名录", "desk:directory"),
        ("账簿", "desk:ledger"),
        ("查找", "desk:search"),
    )
