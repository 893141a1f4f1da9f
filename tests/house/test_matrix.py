"""Who may do what: one table of route × viewer, tried on fresh records. A route nobody has decided on fails here."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.house.world import VIEWERS, plant, rules

# The columns: N nobody, E enterprise of another organisation, O owner, W editor and M reader of the organisation that
# the record belongs to, R researcher, B broker, I investor, C officer of its county, X officer of another county,
# Y city officer, A administrator. A letter: allowed. A dot: refused, by sign-in, 403 or 404.
# Who belongs to no organisation may begin a record: the page leads on to registering one.
# The third column names what is planted (tests/house/world.py); "a|b" tries both.
TABLE = """
GET      site.home                                -                      NEOWMRBICXYA
GET      site.search                              -                      NEOWMRBICXYA
GET      site.help                                -                      NEOWMRBICXYA
GET      site.about                               -                      NEOWMRBICXYA
GET      site.terms                               -                      NEOWMRBICXYA
GET      site.privacy                             -                      NEOWMRBICXYA
GET      site.accessibility                       -                      NEOWMRBICXYA
GET      site.robots                              -                      NEOWMRBICXYA
GET      site.sitemap                             -                      NEOWMRBICXYA
GET      site.sitemap_part                        sitemap_part           NEOWMRBICXYA
GET      site.workspace                           -                      .EOWMRBICXYA

GET      matching.list_matches                    -                      .EOWMRBICXYA
GET      matching.show_match                      pair_published|pair_hidden  NEOWMRBICXYA
GET      matching.show_match                      pair_draft             ..OWM.......
GET      matching.show_match                      pair_withdrawn         ..OWM...C.YA
POST     matching.approach_achievement            achievement_elsewhere  .EOW........
GET      matching.compare_demand                  achievement_published  .EOWM.......
POST     matching.accept_criterion                demand_draft           ..OW........
POST     matching.add_keyword                     demand_draft           ..OW........
GET+POST matching.judge_match                     pair_hidden            ..OW..B.....
POST     matching.undo                            own_judgment           ..OW........
POST     matching.undo                            brokers_judgment       ......B.....
GET      matching.list_judgments                  -                      .EOWMRBICXYA
GET      matching.review_queue                    -                      ......B.CXYA
GET      matching.review_demand                   demand_published|demand_hidden  ......B.C.YA
POST     matching.switch_keys                     -                      ......B.CXYA
GET      matching.export_csv                      -                      ......B.CXYA
GET      matching.export_jsonl                    -                      ......B.CXYA

GET+POST proposals.start_proposal                 demand_published       .E...RBICXYA
GET      proposals.my_proposals                   -                      .EOWMRBICXYA
GET      proposals.show_proposal                  proposal_draft|proposal_withdrawn|proposal_sealed  .E..........
GET      proposals.show_proposal                  proposal_submitted     .EOWM...C.YA
GET+POST proposals.edit_proposal                  proposal_draft|proposal_submitted  .E..........
GET+POST proposals.submit_proposal                proposal_draft         .E..........
GET+POST proposals.withdraw_proposal              proposal_submitted     .E..........
POST     proposals.discard_proposal               proposal_draft         .E..........
GET      proposals.list_revisions                 proposal_submitted     .EOWM...C.YA
GET      proposals.list_answers                   demand_published|demand_sealed  ..OWM...C.YA

GET      selections.list_selections               -                      .EOWMRBICXYA
GET+POST selections.set_up                        selection_demand       ..OW........
GET      selections.show_selection                selection              ..OWM..IC.YA
POST     selections.screen_candidates             selection              ..OW........
GET      selections.compare                       selection              ..OWM..I....
GET      selections.export_comparison             selection              ..OWM..I....
GET      selections.show_candidate                candidate              ..OWM..I....
GET      selections.read_file                     candidate_file         ..OWM..I....
POST     selections.save_review                   candidate              .......I....
POST     selections.add_comment                   selection              ..OWM..I....
GET+POST selections.list_reviewers                selection              ..OW........
POST     selections.remove_reviewer               reviewer_signed        ..OW........
POST     selections.return_review                 review                 ..OW........
GET      selections.list_reviews                  -                      .EOWMRBICXYA
GET+POST selections.show_review                   reviewer_asked         .....R......
GET+POST selections.show_review                   reviewer_signed        .......I....
GET+POST selections.decide                        selection              ..OW........
GET+POST selections.confirm_decision              selection              ..OW........
POST     selections.reopen_decision               selection              ..OW........

GET+POST files.attach_file                        attach_own             ..O.........
GET+POST files.attach_file                        attach_achievement_published|attach_demand_draft  ..OW........
GET+POST files.attach_file                        attach_achievement_submitted  ......B.....
GET      files.download                           file_own               ..OWM...C.YA
GET      files.download                           file_achievement_published|file_demand_published  NEOWMRBICXYA
GET      files.download                           file_demand_hidden     ..OWM.......
GET      files.download                           file_demand_draft      ..OWM.......
POST     files.change_audience                    file_achievement_published|file_demand_hidden  ..OW........
POST     files.delete_file                        file_own               ..O.........
POST     files.delete_file                        file_achievement_published|file_demand_draft  ..OW........

GET+POST accounts.sign_in                         -                      NEOWMRBICXYA
GET+POST accounts.sign_up                         -                      NEOWMRBICXYA
POST     accounts.sign_out                        -                      NEOWMRBICXYA
GET      accounts.letter_sent                     letter_sent            NEOWMRBICXYA
GET+POST accounts.confirm_email                   confirm_link           NEOWMRBICXYA
GET+POST accounts.request_reset                   -                      NEOWMRBICXYA
GET+POST accounts.reset_password                  reset_link             NEOWMRBICXYA
GET+POST accounts.settings                        -                      .EOWMRBICXYA
GET+POST accounts.change_password                 -                      .EOWMRBICXYA
GET      accounts.list_sessions                   -                      .EOWMRBICXYA
POST     accounts.end_session                     owners_session         ..O.........

GET      people_desk.list_people                  -                      ...........A
GET      people_desk.show_person                  person                 ...........A
POST     people_desk.grant_role                   person                 ...........A
POST     people_desk.refuse_role                  person                 ...........A
POST     people_desk.deactivate_user              person                 ...........A
POST     people_desk.activate_user                inactive_person        ...........A

GET      organisations.list_organisations         -                      NEOWMRBICXYA
GET+POST organisations.new_organisation           -                      .EOWMRBICXYA
GET      organisations.show_organisation          own                    NEOWMRBICXYA
GET      organisations.show_organisation          own_unverified|own_submitted|own_refused  ..OWM...C.YA
GET+POST organisations.edit_organisation          own|own_unverified     ..O.........
POST     organisations.submit_for_verification    own_unverified         ..O.........
POST     organisations.act_for                    own|own_unverified     ..OWM.......
GET      organisations.list_members               own|own_submitted      ..OWM...C.YA
POST     organisations.list_members               own                    ..O.........
POST     organisations.change_member_role         own_reader             ..O.........
GET+POST organisations.remove_member              own_reader             ..O.M.......
GET+POST organisations.remove_member              own_editor             ..OW........
POST     organisations.take_back_invitation       own_invitation         ..O.........
GET      organisations.list_invitations           -                      .EOWMRBICXYA
GET      organisations.accept_invitation          invitation_link        NEOWMRBICXYA
POST     organisations.accept_invitation          invitation_link        .EOWMRBICXYA
POST     organisations.join                       invitation             .E..........
POST     organisations.decline_invitation         invitation             .E..........

GET      organisation_desk.list_queue             -                      ........CXYA
GET      organisation_desk.show_organisation      own|own_submitted      ........C.YA
POST     organisation_desk.verify                 own_submitted          ........C.YA
POST     organisation_desk.refuse                 own_submitted          ........C.YA

GET      achievements.list_achievements           -                      NEOWMRBICXYA
GET      achievements.feed                        -                      NEOWMRBICXYA
GET      achievements.export_csv                  -                      NEOWMRBICXYA
GET      achievements.export_xlsx                 -                      NEOWMRBICXYA
GET      achievements.show_achievement            achievement_published  NEOWMRBICXYA
GET      achievements.show_achievement            achievement_draft      ..OWM.......
GET      achievements.show_achievement            achievement_submitted  ..OWM.B.C.YA
GET      achievements.show_achievement            achievement_withdrawn  ..OWM...C.YA
GET+POST achievements.new_achievement             -                      .EOW.RBICXYA
GET      achievements.my_achievements             -                      .EOWMRBICXYA
GET      achievements.edit_achievement            achievement_draft|achievement_published  ..OW........
GET      achievements.edit_achievement            achievement_submitted  ......B.....
GET+POST achievements.write_achievement            step_achievement_draft|step_achievement_published  ..OW........
GET+POST achievements.write_achievement            step_achievement_submitted  ......B.....
GET+POST achievements.submit_achievement          achievement_draft      ..OW........
POST     achievements.reopen_achievement          achievement_submitted|achievement_withdrawn  ..OW........
GET+POST achievements.withdraw_achievement        achievement_published  ..O.....C.YA
GET      achievements.desk_queue                  -                      ......B.CXYA
POST     achievements.publish_achievement         achievement_submitted  ......B.C.YA
GET+POST achievements.send_back_achievement       achievement_submitted  ......B.C.YA
GET      achievements.show_achievement                      achievement_unconfirmed  ..OWM.B.C.YA
GET+POST achievements.renew_achievement                      achievement_unconfirmed  ..OW........
POST     achievements.confirm_achievement                    achievement_published|achievement_unconfirmed  ..OW........
POST     achievements.confirm_achievements                   -                      .EOWMRBICXYA
GET+POST achievements.withdraw_achievement                   achievement_unconfirmed  ..O.....C.YA

GET      demands.list_demands                     -                      NEOWMRBICXYA
GET      demands.feed                             -                      NEOWMRBICXYA
GET      demands.export_csv                       -                      NEOWMRBICXYA
GET      demands.export_xlsx                      -                      NEOWMRBICXYA
GET      demands.show_demand                      demand_published|demand_hidden  NEOWMRBICXYA
GET      demands.show_demand                      demand_draft           ..OWM.......
GET      demands.show_demand                      demand_submitted       ..OWM.B.C.YA
GET      demands.show_demand                      demand_withdrawn       ..OWM...C.YA
GET+POST demands.new_demand                       -                      .EOW.RBICXYA
GET      demands.my_demands                       -                      .EOWMRBICXYA
GET      demands.edit_demand                      demand_draft|demand_published  ..OW........
GET+POST demands.write_demand                      step_demand_draft|step_demand_published  ..OW........
GET+POST demands.submit_demand                    demand_draft           ..OW........
POST     demands.reopen_demand                    demand_submitted|demand_withdrawn  ..OW........
GET+POST demands.withdraw_demand                  demand_published       ..O.....C.YA
GET      demands.desk_queue                       -                      ......B.CXYA
POST     demands.publish_demand                   demand_submitted       ......B.C.YA
GET+POST demands.send_back_demand                 demand_submitted       ......B.C.YA
GET      demands.show_demand                      demand_unconfirmed|demand_expired  ..OWM.B.C.YA
GET+POST demands.renew_demand                      demand_unconfirmed|demand_expired  ..OW........
POST     demands.confirm_demand                    demand_published|demand_unconfirmed  ..OW........
POST     demands.confirm_demands                   -                      .EOWMRBICXYA
GET+POST demands.withdraw_demand                   demand_unconfirmed|demand_expired  ..O.....C.YA
GET+POST demands.extend_demand                    demand_published       ..OW........
GET      demands.show_demand                      demand_invited|demand_direct  .EOWM.B.C.YA
GET      demands.list_invitees                    demand_invited|demand_invited_draft|demand_direct_draft  ..OW........
POST     demands.invite                           invitee_invited_draft  ..OW........
POST     demands.uninvite                         invitee_invited_draft  ..OW........
GET      demands.list_invitations                 -                      .EOWMRBICXYA
GET+POST demands.answer_invitation                demand_invited|demand_direct  .E..........
GET+POST demands.change_mode                      demand_invited|demand_direct|demand_published  ..OW........
POST     demands.start_direct                     own                    .E..........

GET      consents.list_consents                   -                      .EOWMRBICXYA
GET+POST consents.ask                             hidden_subject|locked_subject  .E..........
GET      consents.show_consent                    consent_asked|consent_granted  .EOWM.......
POST     consents.grant                           consent_asked          ..OW........
POST     consents.refuse                          consent_asked          ..OW........
POST     consents.revoke                          consent_granted        ..OW........
POST     consents.take_back                       consent_asked|consent_granted  .E..........
GET+POST consents.sign                            hidden_subject|locked_subject  .E..........
GET      consents.show_statement                  signed_statement       .EOWM.......
GET+POST consents.open_locked                     hidden_subject|locked_subject  ......B.C.YA

GET      refinements.list_refinements             -                      ......B.CXYA
GET      refinements.show_refinement              demand_submitted|demand_revised ......B.C.YA
POST     refinements.claim_demand                 demand_submitted       ......B.C.YA
POST     refinements.claim_demand                 demand_revised         ......B.....
GET+POST refinements.assign_demand                demand_submitted|demand_revised ......B.C.YA
GET+POST refinements.release_demand               demand_revised         ......B.C.YA
POST     refinements.publish_demand               demand_submitted       ......B.C.YA
GET+POST refinements.return_demand                demand_submitted       ......B.C.YA
GET+POST refinements.return_demand                demand_revised         ......B.....
GET+POST refinements.watch_demand                 demand_submitted       ......B.C.YA
POST     refinements.resume_demand                demand_submitted       ......B.C.YA
GET+POST refinements.ask_enterprise               demand_submitted       ......B.C.YA
POST     refinements.call_back                    demand_awaiting        ......B.....
GET+POST refinements.merge_demand                 merge_pair             ......B.C.YA
POST     refinements.link_demand                  joint_pair             ......B.C.YA
POST     refinements.unlink_demand                joint_pair             ......B.C.YA
GET+POST refinements.revise_demand                demand_submitted       ......B.C.YA
GET+POST refinements.revise_demand                demand_revised         ......B.....
GET      refinements.compare_revisions            demand_revised         ......B.C.YA
POST     refinements.send_revision                demand_revised         ......B.....
POST     refinements.drop_revision                demand_revised         ......B.....
POST     refinements.take_suggestion              demand_revised         ......B.....
GET      refinements.show_progress                demand_submitted|demand_asked|demand_awaiting ..OWM.......
POST     refinements.answer_question              demand_asked           ..OW........
POST     refinements.approve_revision             demand_awaiting        ..OW........
GET+POST refinements.decline_revision             demand_awaiting        ..OW........
GET+POST refinements.change_revision              demand_awaiting        ..OW........
GET      refinements.list_squads                  -                      ......B.CXYA
GET+POST refinements.new_squad                    -                      ........CXYA
GET+POST refinements.edit_squad                   squad                  ........CXYA

GET      notifications.list_notices               -                      .EOWMRBICXYA
POST     notifications.mark_all_read              -                      .EOWMRBICXYA
POST     notifications.mark_read                  owners_notice          ..O.........
POST     notifications.open_notice                owners_notice          ..O.........
GET+POST notifications.preferences                -                      .EOWMRBICXYA
GET+POST notifications.unsubscribe                stop_link              NEOWMRBICXYA

GET      follows.list_searches                    -                      .EOWMRBICXYA
POST     follows.save_search                      kind_demand            .EOWMRBICXYA
GET+POST follows.edit_search                      owners_search          ..O.........
POST     follows.pause_search                     owners_search          ..O.........
POST     follows.resume_search                    owners_search          ..O.........
POST     follows.delete_search                    owners_search          ..O.........
GET      follows.list_follows                     -                      .EOWMRBICXYA
POST     follows.choose_industries                -                      .EOWMRBICXYA
POST     follows.follow_organisation              own                    .E...RBICXYA
POST     follows.unfollow_organisation            followed               .E..........

GET      public_notices.list_public_notices       -                      NEOWMRBICXYA
GET      public_notices.show_public_notice        notice                 NEOWMRBICXYA
GET      public_notices.show_evidence             notice                 NEOWMRBICXYA
GET+POST public_notices.new_objection             notice                 .EOWMRBICXYA
GET      public_notices.show_objection            objection_of_E         .E......C.YA
POST     public_notices.decide_objection          objection_of_E         ........C.YA
POST     public_notices.decide_objection          objection_of_C         ..........YA
GET+POST public_notices.stop_public_notice        notice                 ........C.YA

GET      challenges.list_challenges               -                      NEOWMRBICXYA
GET      challenges.show_rules                    -                      NEOWMRBICXYA
GET+POST challenges.change_rules                  -                      ...........A
GET      challenges.list_queue                    -                      ........CXYA
GET+POST challenges.edit_challenge                challenge_demand_preparing  ..OW........
GET      challenges.show_challenge                challenge_preparing    ..OWM.......
GET      challenges.show_challenge                challenge_checking|challenge_open  ..OWM...C.YA
POST     challenges.submit_challenge              challenge_preparing    ..OW........
GET+POST challenges.check_challenge               challenge_checking     ........C.YA
GET+POST challenges.return_challenge              challenge_checking|challenge_passed  ........C.YA
GET+POST challenges.list_experts                  challenge_arguing      ........C.YA
POST     challenges.remove_expert                 challenge_expert       ........C.YA
POST     challenges.conclude_challenge            challenge_arguing      ........C.YA
GET+POST challenges.publicise_challenge           challenge_passed       ........C.YA
POST     challenges.announce_challenge            challenge_cleared      ........C.YA
GET+POST challenges.score_challenge               argument               .E..........
POST     challenges.decline_argument              argument               .E..........

GET      vocabulary.show_vocabulary               -                      NEOWMRBICXYA
GET      vocabulary_desk.list_kinds               -                      ...........A
GET      vocabulary_desk.list_words               -                      ...........A
GET      vocabulary_desk.show_kind                list                   ...........A
GET      vocabulary_desk.export_kind              list                   ...........A
POST     vocabulary_desk.upload_kind              list                   ...........A
GET      vocabulary_desk.check_revision           upload                 ...........A
POST     vocabulary_desk.apply_revision           upload                 ...........A
POST     vocabulary_desk.discard_revision         upload                 ...........A


GET      clock_desk.list_rules                    -                      ...........A
GET+POST clock_desk.change_rule                   clock_rule             ...........A

GET      core.healthz                             -                      NEOWMRBICXYA
POST     core.switch_text_size                    -                      NEOWMRBICXYA
GET      core.list_jobs                           -                      ...........A
POST     core.retry_job                           dead_job               ...........A
"""
LETTERS = "".join(VIEWERS)


def entries() -> list[tuple[str, str, str, str]]:
    """The table as (method, endpoint, place, allowed letters)."""
    found = []
    for line in TABLE.split("\n"):
        if line.strip():
            methods, endpoint, places, allowed = line.split()
            assert len(allowed) == len(LETTERS), line
            assert all(sign in (letter, ".") for sign, letter in zip(allowed, LETTERS, strict=True)), line
            assert allowed.strip("."), f"nobody may: {line}"
            found += [
                (method, endpoint, place, allowed) for method in methods.split("+") for place in places.split("|")
            ]
    assert len(found) == len(set(found))
    return found


def is_refused(response: TestResponse) -> bool:
    """Sent to the sign-in page, forbidden, or not there."""
    to_sign_in = response.status_code == 303 and "/accounts/sign-in" in response.headers["Location"]
    return to_sign_in or response.status_code in {403, 404}


def test_every_route_is_decided_on_and_every_decision_has_its_route(app: Flask) -> None:
    routes = {(method, rule.endpoint) for method in ("GET", "POST") for rule in rules(app, method)}
    decided = {(method, endpoint) for method, endpoint, _place, _allowed in entries()}
    assert routes - decided == set(), "say in TABLE who may do this"
    assert decided - routes == set(), "these routes are gone: take them out of TABLE"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_everybody_may_do_exactly_what_the_table_says(app: Flask, method: str) -> None:
    world = plant(app)
    wrong = []
    for how, endpoint, place, allowed in entries():
        if how != method:
            continue
        path = world.path(endpoint, place, method)
        found = "".join("." if is_refused(world.ask(letter, method, path)) else letter for letter in LETTERS)
        if found != allowed:
            wrong.append(f"{method} {endpoint} {place}: {found}, decided {allowed}")
    assert wrong == [], "\n".join(wrong)


def test_a_request_leaves_the_planted_city_as_it_was(app: Flask) -> None:
    world = plant(app)
    path = world.path("demands.publish_demand", "demand_submitted", "POST")
    for _again in range(2):
        assert world.ask("B", "POST", path).status_code == 303
