"""What the archive of a deal takes from its trials."""

from collections.abc import Iterator

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.languages import in_chinese
from matchmaking.deals.models import Deal
from matchmaking.deals.records import Record, RecordFile
from matchmaking.files.queries import files_of
from matchmaking.trials.judging import target_text
from matchmaking.trials.models import Trial
from matchmaking.trials.queries import trials_of
from matchmaking.trials.states import KINDS, REASONS, STATE_WORDS, VERDICTS


def trial_records(_viewer: Viewer, deal: Deal) -> Iterator[Record]:
    """Every trial with its terms, results and files; both parties and the broker read the same."""
    for trial in reversed(trials_of(deal)):
        files = [RecordFile(one.name, one.token, one.sha256, one.size) for one in files_of("trials", trial.id)]
        title = in_chinese(KINDS[trial.kind])
        yield Record(f"试用-{trial.id}", title, trial.created_at, _values(trial), files)


def _values(trial: Trial) -> dict[str, object]:
    results = [
        {
            "指标": one.name, "目标值": target_text(one), "实测值": f"{one.measured} {one.measured_unit}".strip(),
            "测试条件": one.condition, "结论": in_chinese(VERDICTS[one.verdict]), "依据": one.words,
        }
        for one in trial.results
    ]  # fmt: skip
    return {
        "状态": in_chinese(STATE_WORDS[trial.state]),
        "用途": trial.purpose,
        "地点": trial.place,
        "约定": trial.terms_text,
        "约定的 SHA-256": trial.terms_sha256 or "",
        "需求方确认": trial.buyer_confirmed_at.isoformat() if trial.buyer_confirmed_at else "",
        "成果方确认": trial.seller_confirmed_at.isoformat() if trial.seller_confirmed_at else "",
        "保险": " ".join(one for one in (trial.insurer, trial.policy_number) if one),
        "开始": trial.started_on.isoformat() if trial.started_on else "",
        "截止": trial.ends_on.isoformat() if trial.ends_on else "",
        "延长": [f"{one.before_on} → {one.after_on} {one.reason}" for one in trial.extensions],
        "结果": results,
        "试用情况": trial.report,
        "需求方的评价": trial.evaluation,
        "成果方的回应": trial.answer,
        "结论说明": trial.reason,
        "原因": in_chinese(REASONS[trial.reason_code]) if trial.reason_code else "",
        "下一步": trial.next_step,
    }
