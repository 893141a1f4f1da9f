"""The tabs of the workspace: which pages belong to it, and who has which of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.models import Role
from matchmaking.accounts.viewer import Viewer
from matchmaking.deals.queries import running_count
from matchmaking.deals.tabs import all_pages
from matchmaking.listings.permissions import works_at_desk


@dataclass(frozen=True)
class Tab:
    """One tab: its page, its label, who has it, and which further pages stand below it."""

    endpoint: str
    label: Any
    test: Callable[[Viewer], bool]
    further: frozenset[str] = frozenset()
    # Pages that rooms register when they start, and how many things stand behind the tab.
    registered: Callable[[], frozenset[str]] | None = None
    count: Callable[[Viewer], int] | None = None

    def holds(self, endpoint: str | None) -> bool:
        """Whether this page belongs to the tab."""
        if endpoint == self.endpoint or endpoint in self.further:
            return True
        return self.registered is not None and endpoint in self.registered()


def _signed_in(viewer: Viewer) -> bool:
    return viewer.is_signed_in


def _writes(viewer: Viewer) -> bool:
    """Has an organisation to write for, or a role in which one writes."""
    return bool(viewer.memberships) or viewer.role in (Role.ENTERPRISE, Role.RESEARCHER)


# The pages of one tab have a row of their own: templates/_my_roadshow.html.
OWN_ROADSHOW = frozenset(
    {
        "roadshows.list_own", "roadshows.new_roadshow", "roadshows.edit_roadshow", "roadshows.cancel_roadshow",
        "roadshows.show_agenda", "roadshows.edit_item", "roadshows.list_participants", "roadshows.show_engagement",
        "calls.my_applications", "calls.show_application", "calls.organised_calls",
        "calls.list_applications", "calls.decide_call", "contests.organised_contests", "contests.manage_contest",
        "juries.list_juries", "juries.show_jury", "juries.write_sheet", "channels.curate_channel",
        "stage_figures.list_figures",
    }
)  # fmt: skip
TABS = (
    Tab("site.workspace", _l("今日"), _signed_in),
    # The desk comes before what one writes oneself: on a phone only the first tabs are in sight.
    Tab(
        "refinements.list_refinements",
        _l("凝练台"),
        works_at_desk,
        frozenset(
            f"refinements.{one}"
            for one in (
                "show_refinement",
                "compare_revisions",
                "revise_demand",
                "ask_enterprise",
                "return_demand",
                "watch_demand",
                "merge_demand",
                "assign_demand",
                "release_demand",
                "list_squads",
                "new_squad",
                "edit_squad",
            )  # fmt: skip
        ),
    ),
    Tab(
        "challenges.list_queue",
        _l("揭榜办理"),
        lambda viewer: viewer.is_officer,
        frozenset(
            f"challenges.{one}"
            for one in (
                "show_challenge",
                "check_challenge",
                "return_challenge",
                "list_experts",
                "publicise_challenge",
                "publicise_result",
                "close_challenge",
            )  # fmt: skip
        ),
    ),
    Tab("matching.review_queue", _l("匹配审阅"), works_at_desk, frozenset({"matching.review_demand"})),
    Tab(
        "interests.list_desk",
        _l("项目跟进"),
        works_at_desk,
        frozenset({"interests.show_interest", "interests.show_hub"}),
    ),
    Tab(
        "deals.list_deals",
        _l("对接跟进"),
        lambda viewer: viewer.is_broker or bool(viewer.memberships),
        frozenset({"deals.new_deal", "deals.show_request", "outcomes.show_reports", "attributions.show_performance"}),
        registered=all_pages,
        count=running_count,
    ),
    Tab("outcomes.show_reports", _l("对接报表"), lambda viewer: viewer.is_officer),
    Tab("attributions.show_performance", _l("技术经理人业绩"), lambda viewer: viewer.is_officer),
    Tab("matching.show_quality", _l("匹配质量"), works_at_desk, frozenset({"matching.switch_fitted_model"})),
    Tab("matching.list_alike", _l("疑似重复"), works_at_desk, frozenset({"matching.compare_alike"})),
    Tab("achievements.desk_queue", _l("待核验成果"), works_at_desk),
    Tab("experts.desk_queue", _l("待核验专家"), works_at_desk),
    Tab("facilities.desk_queue", _l("待核验基地"), works_at_desk),
    Tab("projects.desk_queue", _l("待核验项目"), works_at_desk),
    Tab(
        "organisation_desk.list_queue",
        _l("机构核验"),
        lambda viewer: viewer.is_officer,
        frozenset({"organisation_desk.show_organisation"}),
    ),
    Tab("demands.my_demands", _l("我的需求"), _writes),
    Tab("achievements.my_achievements", _l("我的成果"), _writes),
    Tab("experts.my_experts", _l("专家资料"), _writes, frozenset({"experts.link_achievements", "experts.show_link"})),
    Tab("facilities.my_facilities", _l("服务基地"), _writes),
    Tab("projects.my_projects", _l("我的项目"), _writes, frozenset({"projects.link_project"})),
    Tab(
        "investors.my_projects",
        _l("适合我们的项目"),
        lambda viewer: viewer.role == Role.INVESTOR,
        frozenset({"investors.list_fitting", "investors.edit_interests"}),
    ),
    Tab("roadshows.list_registrations", _l("我的路演"), _signed_in, OWN_ROADSHOW),
    Tab(
        "interests.list_interests",
        _l("项目跟进"),
        lambda viewer: viewer.is_signed_in and not works_at_desk(viewer),
        frozenset({"interests.show_interest", "interests.propose_meeting", "interests.show_hub"}),
    ),
    Tab("meetings.list_meetings", _l("约谈"), _signed_in, frozenset({"meetings.show_meeting", "meetings.list_slots"})),
    Tab("enquiries.list_enquiries", _l("请教与预约"), _writes, frozenset({"enquiries.show_enquiry"})),
    Tab("matching.list_matches", _l("匹配"), _signed_in, frozenset({"matching.list_judgments"})),
    Tab("proposals.my_proposals", _l("我的应答"), _writes),
    Tab("demands.list_invitations", _l("受邀需求"), _writes, frozenset({"demands.answer_invitation"})),
    Tab(
        "selections.list_selections",
        _l("应答评选"),
        _signed_in,
        frozenset(
            f"selections.{one}"
            for one in (
                "list_reviews",
                "show_review",
                "show_selection",
                "show_candidate",
                "compare",
                "list_reviewers",
                "decide",
                "confirm_decision",
                "set_up",
            )  # fmt: skip
        ),
    ),
    Tab(
        "consents.list_consents",
        _l("授权与保密"),
        _writes,
        frozenset({"consents.show_consent", "consents.show_statement"}),
    ),
    Tab("people_desk.list_people", _l("人员"), lambda viewer: viewer.is_admin, frozenset({"people_desk.show_person"})),
    Tab(
        "vocabulary_desk.list_kinds",
        _l("词表"),
        lambda viewer: viewer.is_admin,
        frozenset({"vocabulary_desk.show_kind", "vocabulary_desk.list_words", "vocabulary_desk.check_revision"}),
    ),
    Tab(
        "clock_desk.list_rules",
        _l("办理时限"),
        lambda viewer: viewer.is_admin,
        frozenset({"clock_desk.change_rule"}),
    ),
    Tab("challenges.change_rules", _l("揭榜规则"), lambda viewer: viewer.is_admin),
    Tab(
        "contract_templates.list_templates",
        _l("合同模板"),
        lambda viewer: viewer.is_admin,
        frozenset({"contract_templates.show_template"}),
    ),
    Tab("matching.show_rematch", _l("全库匹配"), lambda viewer: viewer.is_city_officer),
    Tab("core.list_jobs", _l("后台任务"), lambda viewer: viewer.is_admin),
)


def tabs_for(viewer: Viewer, endpoint: str | None) -> list[dict[str, Any]]:
    """The tabs of this viewer on one of the pages of the workspace; none on other pages."""
    holding = [tab for tab in TABS if tab.holds(endpoint) and tab.test(viewer)]
    if not holding:
        return []
    # A page that is a tab of its own for some people stands below another tab for others.
    own = [tab for tab in holding if tab.endpoint == endpoint] or holding
    return [
        {
            "endpoint": tab.endpoint,
            "label": tab.label,
            "current": tab in own,
            # Elsewhere the number would cost every page a question.
            "count": tab.count(viewer) if tab.count and (tab in own or endpoint == TABS[0].endpoint) else 0,
        }
        for tab in TABS
        if tab.test(viewer)
    ]
