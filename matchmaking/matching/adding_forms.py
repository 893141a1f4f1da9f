"""The form by which a broker puts a pair into the list."""

from flask_babel import lazy_gettext as _l

from matchmaking.core.forms import EmptyForm, LongText

LONGEST_NOTE = 300


class AddPairForm(EmptyForm):
    """Why they belong together."""

    note = LongText(
        _l("为什么合适"),
        limit=LONGEST_NOTE,
        needed=_l("请写明为什么合适，同事审阅时靠它判断。"),
        rows=4,
        description=_l("只有审阅匹配的人看得到，请不要写企业没有公开的名称。"),
    )
