"""The words of a project: rounds of funding, and whose its rights are."""

from flask_babel import lazy_gettext as _l

# What the market calls the rounds; no office keeps a list of them.
ROUNDS = {
    "seed": _l("种子轮"),
    "angel": _l("天使轮"),
    "pre_a": _l("Pre-A 轮"),
    "a": _l("A 轮"),
    "b": _l("B 轮"),
    "later": _l("C 轮及以后"),
    "strategic": _l("战略融资"),
}
OWN, JOINT, LICENSED = "own", "joint", "licensed"
RIGHT_BASES = {OWN: _l("自有"), JOINT: _l("与他人共有"), LICENSED: _l("得到许可")}
