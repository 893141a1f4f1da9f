"""The steps in which an achievement is written."""

from flask_babel import lazy_gettext as _l

from matchmaking.achievements.forms import AchievementForm
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.listings.steps import Step, Writing

WRITING = Writing(
    side=ACHIEVEMENTS,
    form=AchievementForm,
    steps=(
        Step(
            "result",
            _l("说清成果"),
            (
                "title", "summary", "problem_solved", "description", "comparison", "industry_codes",
                "technical_field", "field315", "county_code", "keywords",
            ),
            "achievements/_step_result.html",
            _l("让工厂负责人一看就懂：用在哪里，带来什么变化。先写标题就能存草稿。"),
        ),
        Step(
            "evidence",
            _l("指标与证据"),
            ("measurements", "readiness_level", "readiness_basis", "stage"),
            "achievements/_step_evidence.html",
            _l("需求方按这些数值逐项比对。写测过的，不写打算达到的；没测过的不写。"),
        ),
        Step(
            "rights",
            _l("权利与转化"),
            ("rights", "transfer_modes", "try_before_pay", "pricing_mode", "price_low", "price_high"),
            "achievements/_step_rights.html",
            _l("有哪些知识产权，愿意怎么合作，大概要多少钱。"),
        ),
        Step(
            "audience",
            _l("公开范围"),
            ("team", "leader_name", "audiences"),
            "achievements/_step_audience.html",
            _l("核验通过后才公开。对外写谁的名字，在这里定。"),
        ),
    ),
    help="achievements/_form_help.html",
    answers="achievements/_answers.html",
    new_title=_l("登记成果"),
    edit_title=_l("修改成果"),
    list_title=_l("找成果"),
)  # fmt: skip
