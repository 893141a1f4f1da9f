"""The steps of a deal in the words of an office."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.core.history import HistoryEntry
from matchmaking.deals.states import EVENT_KINDS, ORIGINS, REASONS, STATE_WORDS

STEPS: dict[str, Any] = {
    "system": _l("平台"),
    "withheld": _l("只给其他方看的一步，内容不显示"),
    "deals.opened": _l("开了这一单"),
    "deals.origin": _l("记下来源"),
    "deals.next_step": _l("定了下一步"),
    "deals.event": _l("记了一笔工作"),
    "deals.event_completed": _l("补全了一笔工作记录"),
    "deals.event_taken_back": _l("撤回了一笔工作记录"),
    "deals.changed": _l("改了概况"),
    "deals.revealed": _l("需求方公开了自己是谁"),
    "deals.broker_asked": _l("请技术经理人参加"),
    "deals.broker_took": _l("技术经理人接手"),
    "deals.broker_declined": _l("技术经理人谢绝参加"),
    "deals.handed_over": _l("移交给另一位技术经理人"),
    "dealrooms.message": _l("发了一条消息"),
    "dealrooms.message_taken_back": _l("撤回了一条消息"),
    "dealrooms.file_added": _l("放了一份文件"),
    "dealrooms.file_read": _l("下载了一份文件"),
    "dealrooms.file_readers": _l("改了文件给谁看"),
    "dealrooms.minutes_written": _l("写了会谈纪要"),
    "dealrooms.minutes_confirmed": _l("确认了会谈纪要"),
    "dealrooms.minutes_change_asked": _l("请求修改会谈纪要"),
    "dealrooms.minutes_fixed": _l("会谈纪要双方已确认"),
    "dealrooms.signed": _l("签署了保密承诺书"),
    "dealrooms.task_set": _l("定了一项任务"),
    "dealrooms.task_changed": _l("改了一项任务"),
    "dealrooms.task_done": _l("办好了一项任务"),
    "dealrooms.task_dropped": _l("一项任务不做了"),
    "dealrooms.task_reopened": _l("一项任务重新开始"),
    "trials.applied": _l("申请试用"),
    "trials.approved": _l("同意试用"),
    "trials.planned": _l("安排了样品验证"),
    "trials.confirmed": _l("确认了试用约定"),
    "trials.agreed": _l("试用约定双方已确认"),
    "trials.insured": _l("登记了试用保险"),
    "trials.running": _l("试用开始"),
    "trials.extended": _l("试用延期"),
    "trials.results": _l("填了试用结果"),
    "trials.criterion": _l("加了一项试用指标"),
    "trials.reported": _l("提交了试用报告"),
    "trials.evaluated": _l("写了试用评估"),
    "trials.answered": _l("答复了试用评估"),
    "trials.converted": _l("试用转为付费"),
    "trials.returned": _l("试用后退回"),
    "trials.refused": _l("不同意试用"),
    "trials.passed": _l("样品验证通过"),
    "trials.failed": _l("样品验证没有通过"),
    "trials.dropped": _l("试用中止"),
    "trials.file": _l("放了一份试用材料"),
    "pricing.body_answered": _l("答复了是否为国家设立的单位"),
    "pricing.mode_chosen": _l("选了定价方式"),
    "pricing.paper_added": _l("放了一份定价材料"),
    "pricing.range_entered": _l("填了自己的价格区间"),
    "pricing.range_answered": _l("区间比对有了结果"),
    "pricing.range_lapsed": _l("区间比对没有等到对方"),
    "pricing.middle_agreed": _l("同意请平台提中间价"),
    "pricing.middle_refused": _l("不同意请平台提中间价"),
    "pricing.offer_sent": _l("发出报价"),
    "pricing.offer_accepted": _l("接受报价"),
    "pricing.offer_declined": _l("谢绝报价"),
    "pricing.offer_withdrawn": _l("撤回报价"),
    "pricing.offer_expired": _l("报价到期"),
    "pricing.price_agreed": _l("价格谈定"),
    "pricing.price_replaced": _l("价格由新的代替"),
    "pricing.price_objected": _l("价格因异议作废"),
    "pricing.price_refused": _l("价格没有得到确认"),
    "pricing.result_recorded": _l("登记了挂牌或拍卖的结果"),
    "pricing.result_confirmed": _l("确认了挂牌或拍卖的结果"),
    "pricing.result_refused": _l("不认可登记的结果"),
    "pricing.notice_prepared": _l("准备了公示"),
    "pricing.notice_returned": _l("退回了公示稿"),
    "pricing.notice_started": _l("公示开始"),
    "pricing.notice_ended": _l("公示期满"),
    "pricing.notice_stopped": _l("公示中止"),
    "contracts.started": _l("开始起草合同"),
    "contracts.changed": _l("改了合同内容"),
    "contracts.reworded": _l("改写了一个条款"),
    "contracts.version": _l("生成了合同文本"),
    "contracts.template": _l("换了合同模板"),
    "contracts.review": _l("合同送双方审看"),
    "contracts.comment": _l("对条款提了意见"),
    "contracts.reply": _l("回复了条款意见"),
    "contracts.resolved": _l("条款意见已处理"),
    "contracts.agreed_by": _l("一方同意合同文本"),
    "contracts.agreed": _l("合同文本双方同意"),
    "contracts.reopened": _l("合同重新修改"),
    "contracts.signed": _l("合同已签订"),
    "contracts.cancelled": _l("合同作废"),
    "signings.approval_begun": _l("开始内部审批"),
    "signings.step_passed": _l("通过一级审批"),
    "signings.approved": _l("内部审批通过"),
    "signings.returned": _l("审批退回"),
    "signings.taken_back": _l("撤回审批"),
    "signings.text_offered": _l("上传了签字文本"),
    "signings.text_confirmed": _l("确认了签字文本"),
    "signings.text_refused": _l("不认可签字文本"),
    "signings.text_withdrawn": _l("撤回了签字文本"),
    "signings.void": _l("审批作废"),
    "registrations.begun": _l("开始办理认定登记"),
    "registrations.sheet": _l("生成了登记表"),
    "registrations.filed": _l("已提交登记机构"),
    "registrations.accepted": _l("登记机构已受理"),
    "registrations.supplement": _l("登记机构要求补正"),
    "registrations.registered": _l("合同已登记"),
    "registrations.refused": _l("登记机构不予登记"),
    "registrations.changed": _l("登记变更"),
    "registrations.cancelled": _l("登记撤销"),
    "registrations.waived": _l("决定不登记"),
    "registrations.corrected": _l("更正了登记信息"),
    "registrations.certificate": _l("上传了登记证明"),
    "registrations.moved": _l("更正了登记状态"),
    "milestones.planned": _l("定了履约计划"),
    "milestones.proposed": _l("提出一项约定"),
    "milestones.agreed": _l("同意一项约定"),
    "milestones.refused": _l("不同意一项约定"),
    "milestones.withdrawn": _l("撤回一项约定"),
    "milestones.locked": _l("里程碑锁定"),
    "milestones.open": _l("里程碑开始"),
    "milestones.delivered": _l("提交了交付"),
    "milestones.taken_back": _l("撤回了交付"),
    "milestones.sent_back": _l("退回了交付"),
    "milestones.accepted": _l("验收通过"),
    "milestones.paid": _l("里程碑已付清"),
    "milestones.claimed": _l("请求付款"),
    "milestones.reported": _l("告知已付款"),
    "milestones.received": _l("确认收款"),
    "milestones.missing": _l("没有收到款"),
    "milestones.settled": _l("另行结清"),
    "milestones.disputed": _l("提出争议"),
    "milestones.dispute_step": _l("争议有了进展"),
    "milestones.resolved": _l("争议已解决"),
    "milestones.confirmed": _l("确认了验收"),
    "milestones.published": _l("验收结果写回成果"),
    "milestones.unpublished": _l("撤下写回成果的内容"),
    "milestones.taken_down": _l("撤下写回成果的内容"),
    "attributions.claimed": _l("登记了一项贡献"),
    "attributions.confirmed": _l("确认了一项贡献"),
    "attributions.disputed": _l("对一项贡献有异议"),
    "attributions.commission_proposed": _l("提出服务费约定"),
    "attributions.commission_accepted": _l("同意服务费约定"),
    "attributions.commission_declined": _l("不同意服务费约定"),
    "attributions.commission_withdrawn": _l("撤回服务费约定"),
    "attributions.commission_ended": _l("服务费约定由新的代替"),
    "attributions.commission_invoice": _l("登记了服务费发票"),
    "attributions.commission_payment": _l("登记了服务费付款"),
    "evidence.exported": _l("导出了存证包"),
    "evidence.built": _l("算出了存证包的清单哈希"),
}
# For steps of a room that has no words of its own for one.
ROOMS: dict[str, Any] = {
    "deals": _l("对接"), "dealrooms": _l("洽谈室"), "trials": _l("试用"), "pricing": _l("价格"),
    "contracts": _l("合同"), "signings": _l("签订"), "registrations": _l("登记"), "milestones": _l("履约"),
    "attributions": _l("贡献"), "evidence": _l("存证"),
}  # fmt: skip


def step_words(action: str) -> str:
    """What a step is called; a step without words is named after its room."""
    if action in STEPS:
        return str(STEPS[action])
    room, _dot, step = action.partition(".")
    if room == "deals" and step in STATE_WORDS:
        return _("进入“%(stage)s”", stage=STATE_WORDS[step])
    if room in ROOMS:
        return _("%(room)s：%(step)s", room=ROOMS[room], step=step)
    return action


def detail_words(entry: HistoryEntry) -> str:
    """What the codes of an entry say of it, such as which version."""
    data = entry.data
    said = []
    if entry.from_state and entry.action.startswith("deals."):
        said.append(_("（原为“%(stage)s”）", stage=STATE_WORDS.get(entry.from_state, entry.from_state)))
    if entry.reason in REASONS:
        said.append(_("理由：%(reason)s", reason=REASONS[entry.reason]))
    kind = data.get("kind")
    if kind in EVENT_KINDS or kind in ORIGINS:
        said.append(str(EVENT_KINDS.get(kind) or ORIGINS[kind]))
    if isinstance(data.get("number"), int):
        said.append(_("第 %(n)s 版", n=data["number"]))
    return " ".join(said)
