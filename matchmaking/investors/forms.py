"""The form of what an investor looks for."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from matchmaking.core.forms import BaseForm, LongText, WanYuan, Words
from matchmaking.listings.forms import Codes


class InterestForm(BaseForm):
    """Field, stage, ticket, county, and free words; what is left empty excludes nothing."""

    industry_codes = Codes(_l("看哪些产业"), "industry")
    keywords = Words(_l("特别关注的技术"), most=12)
    stages = Codes(_l("看哪些阶段"), "stage")
    ticket_low = WanYuan(_l("单笔最少"))
    ticket_high = WanYuan(_l("单笔最多"))
    county_codes = Codes(_l("希望项目落在哪里"), "county")
    words = LongText(_l("想对项目方说的话"), limit=600, rows=4)
    is_public = BooleanField(_l("同意公开这些方向，并显示给合适的项目方"))

    def is_in_order(self) -> bool:
        """Something to compare is needed, and the ticket must not be upside down."""
        low, high = self.ticket_low.data, self.ticket_high.data
        if low is not None and high is not None and low > high:
            self.ticket_high.errors = [_("上限不能低于下限，请检查是否填反了。")]
        if not self.industry_codes.data and not self.keywords.data:
            self.industry_codes.errors = [_("请至少选一个产业，或者写一个特别关注的技术，不然没有办法比对。")]
        return not self.errors
