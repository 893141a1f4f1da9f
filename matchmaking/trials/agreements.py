"""The words of a trial agreement, which both sides confirm: always in Chinese, and without the names of the parties."""

import hashlib

from flask_babel import force_locale
from flask_babel import gettext as _

from matchmaking.core.filters import day
from matchmaking.core.languages import LOCALES
from matchmaking.trials.models import Trial
from matchmaking.trials.states import CONVERSION_MODES


def write_terms(trial: Trial) -> None:
    """Put the terms into words and keep their SHA-256; whoever confirmed other words must confirm anew."""
    text = agreement_text(trial)
    trial.terms_text, trial.terms_sha256 = text, hashlib.sha256(text.encode()).hexdigest()


def agreement_text(trial: Trial) -> str:
    """The agreement. It names the parties by their deal only: a buyer may still be hidden from the seller."""
    with force_locale(LOCALES["zh"]):
        # To the fen: what was agreed is never rounded.
        agreed = trial.conversion_price
        price = _("人民币 %(amount)s 元", amount=f"{agreed:,.2f}") if agreed is not None else _("届时协商")
        lines = [
            _("先用后转试用约定"),
            _("对接编号：%(number)s。双方为该对接的需求方（试用方）和成果方。", number=trial.deal.number),
            _("成果：%(title)s。", title=trial.title),
            _("试用目的：%(purpose)s", purpose=trial.purpose),
            _("试用地点：%(place)s", place=trial.place or _("另行商定")),
            _(
                "免费试用期限：%(first)s至%(last)s。期内成果方免费许可需求方使用，不收取费用。",
                first=day(trial.free_from), last=day(trial.free_until),
            ),
            _("转为有偿的条件：%(words)s", words=trial.conversion_condition),
            _(
                "转为有偿的价格：%(price)s；支付方式：%(mode)s。转化时另行订立技术合同并办理认定登记。",
                price=price, mode=str(CONVERSION_MODES.get(trial.conversion_mode or "", "")),
            ),
            _("双方义务：%(words)s", words=trial.duties or _("无其他约定")),
            _("未达到转化条件或需求方决定不转化的，期满退回，双方互不收取使用费。"),
        ]  # fmt: skip
        return "\n".join(lines)
