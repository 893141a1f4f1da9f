"""The administrator's pages of contract templates: versions, download, upload with checks, the way back."""

import io

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import Role
from matchmaking.contracts import queries, template_services
from matchmaking.contracts.fields import FIELDS, PARTY, TEMPLATES, required_in
from matchmaking.contracts.forms import TemplateForm
from matchmaking.contracts.rendering import MOST_BYTES, TemplateRefused
from matchmaking.contracts.standard_templates import standard_template
from matchmaking.core.db import session
from matchmaking.core.guards import guard, role
from matchmaking.files.contents import OFFICE, FileRefused, examine

contract_templates = Blueprint("contract_templates", __name__, url_prefix="/desk/contract-templates")
ADMINISTRATOR = role(Role.ADMINISTRATOR)


def known(code: str) -> str:
    """The code of a template, or 404."""
    return code if code in TEMPLATES else abort(404)


@contract_templates.get("")
@guard(ADMINISTRATOR)
def list_templates() -> str:
    """All templates with the version in use."""
    found = queries.all_templates()
    rows = []
    for code, name in TEMPLATES.items():
        mine = [one for one in found if one.code == code]
        rows.append((code, name, next((one for one in mine if one.used_for), None), len(mine)))
    return render_template("contracts/list_templates.html", rows=rows)


@contract_templates.route("/<code>", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def show_template(code: str) -> str | AnyResponse | tuple[str, int]:
    """One template: its versions, and a new one, which is used at once when nothing is wrong with it."""
    form = TemplateForm()
    if form.validate_on_submit() and known(code):
        upload = form.file.data
        data, file_name = upload.stream.read(MOST_BYTES + 1), upload.filename or ""
        # Only read so far: nobody has to wait while the file is examined.
        session.rollback()
        try:
            content = examine(data, file_name, most_bytes=min(MOST_BYTES, current_app.config["UPLOAD_BYTES"]))
            template_services.check_content(code, content)
        except (FileRefused, TemplateRefused) as refused:
            form.file.errors = [refused.message]
        else:
            made = template_services.add_template(code, content, note=form.note.data or "", actor=viewer())
            flash(_("已换成第 %(number)d 版，以后生成的合同都用它。", number=made.number), "success")
            return redirect(url_for("contract_templates.show_template", code=code), 303)
    page = render_template(
        "contracts/show_template.html", code=known(code), name=TEMPLATES[code], found=queries.templates_of(code),
        form=form, fields=FIELDS, party=PARTY, required=required_in(code),
    )  # fmt: skip
    return (page, 422) if form.errors else page


@contract_templates.get("/<code>/standard")
@guard(ADMINISTRATOR)
def download_standard(code: str) -> Response:
    """The template that comes with the platform."""
    data = standard_template(known(code))
    return send_file(
        io.BytesIO(data), mimetype=OFFICE["docx"][0], as_attachment=True, download_name=f"contract-{code}.docx"
    )


@contract_templates.post("/<code>/use/<int:number>")
@guard(ADMINISTRATOR)
def use_template(code: str, number: int) -> AnyResponse:
    """Use an earlier version again; 0 is the platform's own."""
    known(code)
    if number and all(one.number != number for one in queries.templates_of(code)):
        abort(404)
    template_services.use_template(code, number, actor=viewer())
    flash(_("已改用这一版，以后生成的合同都用它；已经生成的各稿不变。"), "success")
    return redirect(url_for("contract_templates.show_template", code=code), 303)
