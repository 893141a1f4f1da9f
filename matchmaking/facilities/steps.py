"""The two steps in which a service base is written."""

from flask_babel import lazy_gettext as _l

from matchmaking.facilities.forms import FacilityForm
from matchmaking.facilities.side import FACILITIES
from matchmaking.listings.steps import Step, Writing

WRITING = Writing(
    side=FACILITIES,
    form=FacilityForm,
    steps=(
        Step(
            "base",
            _l("基地和能力"),
            (
                "base_kind", "title", "summary", "industry_codes", "technical_field", "county_code", "keywords",
                "readiness_from", "readiness_to", "recognition", "recognition_number",
            ),
            "facilities/_step_base.html",
            _l("让企业一看就知道什么事可以到这里做。先写名称就能存草稿。"),
        ),
        Step(
            "service",
            _l("设备与服务"),
            ("parameters", "capacity", "price_basis", "application", "takes_requests"),
            "facilities/_step_service.html",
            _l("写有的设备和能达到的范围，怎样收费，来之前要准备什么。"),
        ),
    ),
    help="facilities/_form_help.html",
    answers="facilities/_answers.html",
    new_title=_l("登记服务基地"),
    edit_title=_l("修改服务基地"),
    list_title=_l("找服务基地"),
)  # fmt: skip
