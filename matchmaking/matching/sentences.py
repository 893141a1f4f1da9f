"""Reasons of findings: a code with its parameters, and the default Chinese wording of reason and question."""

from dataclasses import dataclass

from matchmaking.matching.intervals import MET


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict was reached. `wanted` and `given` are the circumstances of both sides when these differ.

    `margin` is the relative distance to the target, without sign.
    """

    code: str
    name: str = ""
    required: str = ""
    offered: str = ""
    offer_name: str = ""
    wanted: str = ""
    given: str = ""
    unit: str = ""
    margin: float | None = None

    def parameters(self) -> dict[str, str]:
        """The values for a sentence, all as text; `percent` is the margin in whole percent, at least 1."""
        percent = "" if self.margin is None else str(max(1, round(self.margin * 100)))
        return {
            "name": self.name, "required": self.required, "offered": self.offered, "offer_name": self.offer_name,
            "wanted": self.wanted, "given": self.given, "unit": self.unit, "percent": percent,
        }  # fmt: skip


def _(message: str) -> str:
    """Mark a sentence for the catalogue of translations; `wording` translates it when it is shown."""
    return message


SENTENCES = {
    "reaches": _("%(offered)s，达到要求的 %(required)s。"),
    "covers": _("%(offered)s，覆盖要求的 %(required)s。"),
    "inside": _("%(offered)s，落在要求的 %(required)s 之内。"),
    "equals": _("%(offered)s，与要求的 %(required)s 相同。"),
    "better": _("%(offered)s，优于要求的 %(required)s。"),
    "parts_reached": _("%(offered)s，各项都达到“%(required)s”。"),
    "grade_reached": _("%(offered)s，等级不低于要求的 %(required)s。"),
    "same_words": _("成果写明“%(offered)s”，与要求一致。"),
    "overlaps": _("%(offered)s，只有一部分达到要求的 %(required)s。"),
    "covers_part": _("%(offered)s，只覆盖了要求的 %(required)s 的一部分。"),
    "one_end_stated": _("%(offered)s，只写了一端，要求的是 %(required)s。"),
    "guarantees_less": _("成果保证 %(offered)s，低于要求的 %(required)s，实际值可能更好。"),
    "approximate": _("%(offered)s，约数刚到要求的 %(required)s，需要准确的数据。"),
    "nearly_equals": _("%(offered)s，与要求的 %(required)s 相差约 %(percent)s%%。"),
    "variant_differs": _("%(offered)s 与要求的 %(required)s 试验方式不同，不能直接对照。"),
    "unit_missing": _("数值达到 %(required)s，但有一方没有写单位。"),
    "basis_differs": _("%(offered)s 与要求的 %(required)s 计价口径不同。"),
    "condition_differs": _("数值达到，但条件不同：要求 %(wanted)s，成果是在 %(given)s 下取得的。"),
    "condition_not_stated": _("数值达到，但没有写明是在 %(wanted)s 条件下取得的。"),
    "only_in_batches": _("数值达到，但只在 %(given)s 时成立。"),
    "planned": _("%(offered)s 达到要求的 %(required)s，但写的是计划、设计或计算的数值，还没有实测。"),
    "at_best": _("%(offered)s 达到要求的 %(required)s，但写的是“%(given)s”时的数值，平时未必达到。"),
    "figures_differ": _("成果的文字里有几个数值，%(offered)s 达到要求的 %(required)s，别处的没有达到。"),
    "name_uncertain": _("数值达到，但成果写的是“%(offer_name)s”，未必就是“%(name)s”。"),
    "parts_open": _("“%(required)s”里只有一部分有数据或达到。"),
    "grade_partly": _("%(offered)s，只有一部分达到 %(required)s。"),
    "pending": _("成果写的是“%(offered)s”，还没有完成。"),
    "misses": _("%(offered)s，没有达到要求的 %(required)s。"),
    "does_not_cover": _("%(offered)s，没有覆盖要求的 %(required)s。"),
    "outside": _("%(offered)s，不在要求的 %(required)s 之内。"),
    "differs": _("%(offered)s，与要求的 %(required)s 不符。"),
    "parts_missed": _("%(offered)s，没有达到“%(required)s”。"),
    "grade_missed": _("%(offered)s，低于要求的 %(required)s。"),
    "denied": _("成果写明“%(offered)s”，不满足要求。"),
    "not_stated": _("成果没有给出这一项。"),
    "nothing_said": _("成果没有给出这一项的数据。"),
    "no_figure": _("成果写了“%(offered)s”，没有可以对照的数值。"),
    "part_not_stated": _("成果没有给出这一项的数据。"),
    "only_other_bound": _("成果只给出 %(offered)s，看不出是否达到 %(required)s。"),
    "unit_differs": _("%(offered)s 与要求的 %(required)s 单位不同，不能换算。"),
    "scale_differs": _("%(offered)s 与要求的 %(required)s 不是同一种标尺，不能换算。"),
    "grade_unclear": _("%(offered)s 与 %(required)s 的等级不能直接比较。"),
    "grade_not_stated": _("成果没有写明等级，要求的是 %(required)s。"),
    "text_to_read": _("成果写的是“%(offered)s”，请对照要求“%(required)s”。"),
}

# For tables in which both values already stand beside the note.
NOTES = {
    "overlaps": _("只有一部分达到"),
    "covers_part": _("只覆盖了一部分"),
    "one_end_stated": _("只写了一端"),
    "guarantees_less": _("这是保证值，实际可能更好"),
    "approximate": _("约数，刚到要求"),
    "nearly_equals": _("相差约 %(percent)s%%"),
    "variant_differs": _("试验方式不同"),
    "unit_missing": _("有一方没有写单位"),
    "basis_differs": _("计价口径不同"),
    "condition_differs": _("条件不同：要求 %(wanted)s，成果是 %(given)s"),
    "condition_not_stated": _("没有写明是在 %(wanted)s 下取得的"),
    "only_in_batches": _("只在 %(given)s 时成立"),
    "planned": _("计划、设计或计算的数值"),
    "at_best": _("“%(given)s”时的数值"),
    "figures_differ": _("文字里的几个数值不一致"),
    "name_uncertain": _("成果写的是“%(offer_name)s”"),
    "parts_open": _("只有一部分有数据或达到"),
    "grade_partly": _("只有一部分达到"),
    "pending": _("还没有完成"),
    "misses": _("与要求差约 %(percent)s%%"),
    "does_not_cover": _("没有覆盖要求"),
    "outside": _("不在要求的范围之内"),
    "differs": _("与要求不符"),
    "no_figure": _("没有可以对照的数值"),
    "only_other_bound": _("只给出另一头的界限"),
    "unit_differs": _("单位不同，不能换算"),
    "scale_differs": _("不是同一种标尺，不能换算"),
    "grade_unclear": _("等级不能直接比较"),
    "text_to_read": _("文字说明，请人工对照"),
}

QUESTIONS = {
    "overlaps": _("“%(name)s”能否稳定达到 %(required)s？"),
    "covers_part": _("“%(name)s”能否覆盖 %(required)s 的全部？"),
    "one_end_stated": _("“%(name)s”的另一端是多少？"),
    "guarantees_less": _("“%(name)s”的实测值是多少，能否达到 %(required)s？"),
    "approximate": _("“%(name)s”的准确实测值是多少？"),
    "nearly_equals": _("“%(name)s”能否调到 %(required)s？"),
    "variant_differs": _("“%(name)s”按 %(required)s 测得多少？"),
    "unit_missing": _("“%(name)s”的单位是什么？"),
    "basis_differs": _("“%(name)s”按 %(unit)s 计是多少？"),
    "condition_differs": _("“%(name)s”在 %(wanted)s 下是多少？"),
    "condition_not_stated": _("“%(name)s”的数据是在 %(wanted)s 下测的吗？"),
    "only_in_batches": _("“%(name)s”在小批量时是多少，起订量多少？"),
    "planned": _("“%(name)s”实测是多少？"),
    "at_best": _("“%(name)s”能稳定达到 %(required)s 吗？"),
    "figures_differ": _("“%(name)s”在什么情况下是 %(offered)s？"),
    "name_uncertain": _("“%(offer_name)s”指的是“%(name)s”吗？"),
    "parts_open": _("“%(name)s”按 %(required)s 试验的结果如何？"),
    "grade_partly": _("“%(name)s”能否达到 %(required)s？"),
    "pending": _("“%(name)s”何时能完成？"),
    "not_stated": _("“%(name)s”能达到多少？要求 %(required)s。"),
    "nothing_said": _("“%(name)s”能达到多少？要求 %(required)s。"),
    "part_not_stated": _("“%(name)s”能达到多少？要求 %(required)s。"),
    "no_figure": _("“%(name)s”的具体数值是多少？要求 %(required)s。"),
    "only_other_bound": _("“%(name)s”的实测值是多少？要求 %(required)s。"),
    "unit_differs": _("“%(name)s”按 %(unit)s 计是多少？"),
    "scale_differs": _("“%(name)s”按 %(required)s 的标尺测得多少？"),
    "grade_unclear": _("“%(name)s”达到 %(required)s 吗？"),
    "grade_not_stated": _("“%(name)s”达到哪一级？要求 %(required)s。"),
    "text_to_read": _("“%(name)s”能满足“%(required)s”吗？"),
}


def sentence_for(reason: Reason) -> str:
    """The reason in Chinese."""
    return SENTENCES[reason.code] % reason.parameters()


def question_for(reason: Reason, verdict: str) -> str:
    """What to ask the team, in Chinese; empty when the criterion is met or plainly missed."""
    if verdict == MET or reason.code not in QUESTIONS:
        return ""
    return QUESTIONS[reason.code] % reason.parameters()
