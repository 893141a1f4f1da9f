"""Who invests and what in; what an investor looks for, and the projects that fit it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.errors import Conflict
from matchmaking.core.guards import PUBLIC, SIGNED_IN, guard, require
from matchmaking.core.pages import Page, page_number
from matchmaking.investors import services
from matchmaking.investors.forms import InterestForm
from matchmaking.investors.permissions import can_see_fitting, can_state_interests, is_investor
from matchmaking.investors.queries import fitting_projects, need_of, profile_of, shown_profiles
from matchmaking.investors.wording import sentences
from matchmaking.listings.forms import described, differences
from matchmaking.listings.queries import count_of
from matchmaking.organisations.models import Organisation
from matchmaking.projects.pages import in_list, shown_pictures
from matchmaking.vocabulary.queries import terms

investors = Blueprint("investors", __name__)
Answer = str | Response | tuple[str, int]
ROWS = 20


@investors.get("/investors")
@guard(PUBLIC)
def list_investors() -> str:
    """The investors who agreed to be listed, with what they look for."""
    industry = request.args.get("industry", "")
    known = {entry.code: entry.label() for entry in terms("industry")}
    industry = industry if industry in known else ""
    query = shown_profiles(industry)
    total = count_of(query)
    number = min(page_number(request.args), max(1, -(-total // ROWS)))
    found = list(session.scalars(query.limit(ROWS).offset((number - 1) * ROWS)))
    page = Page(found, number, ROWS, total)
    address = {"industry": industry} if industry else {}
    return render_template(
        "investors/list_investors.html",
        page=page, industries=known, industry=industry,
        page_url=lambda one: url_for("investors.list_investors", page=one, **address),
    )  # fmt: skip


@investors.get("/investors/mine")
@guard(SIGNED_IN)
def my_projects() -> Answer:
    """To the projects that fit the organisation that the viewer acts for, or why there are none."""
    organisation = session.get(Organisation, viewer().organisation_id or 0)
    if organisation is None or not is_investor(organisation):
        return render_template("investors/my_projects.html", organisation=organisation)
    return redirect(url_for("investors.list_fitting", organisation_id=organisation.id), 303)


@investors.get("/investors/<int:organisation_id>/projects")
@guard(SIGNED_IN)
def list_fitting(organisation_id: int) -> str:
    """The projects of the hall that fit, each with its reasons."""
    organisation = session.get(Organisation, organisation_id)
    require(organisation is not None and can_see_fitting(viewer(), organisation), hide=True)
    assert organisation is not None
    profile = profile_of(organisation_id)
    found = fitting_projects(profile, viewer()) if profile else []
    number = min(page_number(request.args), max(1, -(-len(found) // ROWS)))
    part = found[(number - 1) * ROWS : number * ROWS]
    rows = [
        (project, in_list(project, "", viewer()), sentences(fit, need_of(project), profile))
        for project, fit in part
        if profile is not None
    ]
    return render_template(
        "investors/list_fitting.html",
        organisation=organisation, profile=profile, rows=rows, page=Page(part, number, ROWS, len(found)),
        may_state=can_state_interests(viewer(), organisation),
        **shown_pictures([project for project, _fit in part], viewer()),
        page_url=lambda one: url_for("investors.list_fitting", organisation_id=organisation_id, page=one),
    )  # fmt: skip


@investors.route("/investors/<int:organisation_id>/edit", methods=["GET", "POST"])
@guard(SIGNED_IN)
def edit_interests(organisation_id: int) -> Answer:
    """Say what the investor looks for."""
    organisation = session.get(Organisation, organisation_id)
    require(organisation is not None and can_see_fitting(viewer(), organisation), hide=True)
    assert organisation is not None
    require(can_state_interests(viewer(), organisation))
    profile = profile_of(organisation_id)
    form = InterestForm(obj=profile)
    if form.validate_on_submit() and form.is_in_order():
        values = {name: form[name].data for name in services.FIELDS}
        if profile is not None and form.seen_version != profile.version and _differs(profile, values):
            stored = InterestForm(obj=profile, formdata=None)
            theirs, mine = differences(described(stored), described(form))
            words = _("您打开这一页之后，同事已经改过投资方向，您的修改没有保存。请打开最新版本再改一次。")
            raise Conflict(words, theirs=theirs, mine=mine)
        services.state_interests(organisation, values, actor=viewer())
        flash(_("投资方向已保存，下面是合适的项目。"), "success")
        return redirect(url_for("investors.list_fitting", organisation_id=organisation_id), 303)
    form.version.data = form.version.data or (str(profile.version) if profile else "")
    page = render_template("investors/edit_interests.html", organisation=organisation, form=form, profile=profile)
    return page, 422 if form.errors else 200


def _differs(profile: object, values: dict[str, object]) -> bool:
    """Whether the form holds anything else than what is stored: sent twice it overwrites nobody."""
    return any(getattr(profile, name) != value for name, value in values.items())
