"""Replaces the templates of contracts, and goes back to earlier ones."""

import hashlib

from flask_babel import gettext as _
from sqlalchemy import func, select

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts import queries
from matchmaking.contracts.models import ContractTemplate
from matchmaking.contracts.rendering import TemplateRefused, check_template
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.files.contents import OFFICE, Content
from matchmaking.files.services import keep

TEMPLATE = "template"


def check_content(code: str, content: Content) -> None:
    """Whether an examined upload can be a template of `code`. Raises TemplateRefused."""
    if content.media_type != OFFICE["docx"][0]:
        raise TemplateRefused(_("模板要是 .docx 文件，请在文字处理软件里另存为 .docx 后再上传。"))
    check_template(code, content.data)


def add_template(code: str, content: Content, *, note: str, actor: Viewer) -> ContractTemplate:
    """Keep a checked upload as the next version of a template and use it from now on."""
    session = current_session()
    newest = session.scalar(select(func.max(ContractTemplate.number)).where(ContractTemplate.code == code))
    template = ContractTemplate(
        code=code, number=(newest or 0) + 1, name=content.name, size=len(content.data),
        sha256=hashlib.sha256(content.data).hexdigest(), note=note, uploaded_by_id=actor.user_id, uploaded_at=now(),
    )  # fmt: skip
    session.add(template)
    # The file belongs to the row.
    session.flush()
    template.file = keep(content, template, TEMPLATE, actor)
    use_template(code, template.number, actor=actor)
    return template


def use_template(code: str, number: int, *, actor: Viewer) -> None:
    """Use this version for new texts; 0 is the platform's own. Texts that were generated stay as they are."""
    found = queries.templates_of(code)
    for one in found:
        one.used_for = None
    # The mark is unique: it must be taken from one before another gets it.
    current_session().flush()
    chosen = next((one for one in found if one.number == number), None)
    if chosen is not None:
        chosen.used_for = code
    sha256 = chosen.sha256 if chosen else ""
    history.record(
        "contracts.template", "contract_templates", actor=actor, data={"code": code, "number": number, "sha256": sha256}
    )
