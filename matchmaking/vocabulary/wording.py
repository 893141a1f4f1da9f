"""The words in which problems of a vocabulary file are told to people."""

from flask_babel import gettext as _

from matchmaking.vocabulary.tables import Problem


def problem_text(problem: Problem) -> str:
    """One sentence on what is wrong and what to do, without the place."""
    values = {name: str(value) for name, value in problem.values.items()}
    return _SENTENCES[problem.reason](values)


def problem_line(problem: Problem) -> str:
    """The sentence with its file:line in front, for the command line."""
    return f"{problem.place}: {problem_text(problem)}"


_SENTENCES = {
    "not_text": lambda v: _("这不是文本文件，或者编码不是 UTF-8、GB18030。请在表格软件里另存为 CSV 再上传。"),
    "empty_file": lambda v: _("文件是空的。第一行应为列名。"),
    "wrong_header": lambda v: _("列名不对。第一行应依次为：%(columns)s。", **v),
    "wrong_cell_count": lambda v: _("这一行有 %(found)s 格，应为 %(expected)s 格。", **v),
    "too_many_rows": lambda v: _("行数超过 %(most)s 行，请拆成几个文件。", **v),
    "broken_line": lambda v: _("这一行的引号不成对，请检查。"),
    "unknown_kind": lambda v: _("没有“%(kind)s”这类词条。", **v),
    "other_kind": lambda v: _("这一行属于“%(kind)s”，不是正在更新的这一类。", **v),
    "bad_code": lambda v: _("代码“%(code)s”只能用小写字母、数字和下划线，不超过 40 个字符。", **v),
    "empty_cell": lambda v: _("“%(column)s”一列不能为空。", **v),
    "too_long": lambda v: _("“%(column)s”一列超过 %(most)s 个字符。", **v),
    "bad_year": lambda v: _("年份“%(year)s”不对。请填 2000 到 2100 之间的四位年份，与年份无关就留空。", **v),
    "bad_position": lambda v: _("排序“%(position)s”不对，请填 0 到 999999 的整数。", **v),
    "bad_status": lambda v: _("状态“%(status)s”不对，可用：%(known)s。", **v),
    "duplicate_code": lambda v: _("“%(code)s”与 %(before)s 重复。", **v),
    "missing_parent": lambda v: _("上级“%(parent)s”不存在。", **v),
    "own_ancestor": lambda v: _("“%(code)s”成了自己的上级。", **v),
    "same_as_two": lambda v: _("“%(word)s”同时与“%(first)s”和“%(second)s”等同，请只留一处。", **v),
    "vanished_parent": lambda v: _("“%(code)s”仍把这里没有的“%(parent)s”当作上级，请保留它。", **v),
}
