"""Who may read a part of a record or a file, from everybody to those who have signed a confidentiality statement."""

from flask_babel import lazy_gettext as _l

PUBLIC, SIGNED_IN, CONSENT, STATEMENT = "public", "signed_in", "consent", "statement"
# In the order in which more and more is asked of the reader.
AUDIENCES = (PUBLIC, SIGNED_IN, CONSENT, STATEMENT)
AUDIENCE_NAMES = {
    PUBLIC: _l("所有人可见"),
    SIGNED_IN: _l("登录后可见"),
    CONSENT: _l("本单位同意后可见"),
    STATEMENT: _l("同意并签署保密声明后可见"),
}
AUDIENCE_MEANINGS = {
    PUBLIC: _l("不登录也能看到，参与搜索和匹配。"),
    SIGNED_IN: _l("有账号、已登录的人都能看到。"),
    CONSENT: _l("对方单位写明用途提出申请，您同意之后，只有这家单位能看到。"),
    STATEMENT: _l("您同意，并且对方在线签署保密声明之后才能看到。"),
}


def audience_words() -> list[tuple[str, str, str]]:
    """(code, name, meaning) of each audience, in order."""
    return [(one, str(AUDIENCE_NAMES[one]), str(AUDIENCE_MEANINGS[one])) for one in AUDIENCES]
