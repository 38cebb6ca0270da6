"""The register of screens. A page that is not here is not looked at: test_register.py refuses an address without an
entry, here or below in NOT_SCREENS with the reason.
"""

from tests.browser import account_screens, citizen_screens, officer_screens
from tests.browser.screen import Screen

SCREENS: tuple[Screen, ...] = (*citizen_screens.SCREENS, *officer_screens.SCREENS, *account_screens.SCREENS)

FILE, DATA, ACT, ONWARD, PART = (
    "a file",
    "data for programs",
    "takes POST only",
    "leads on to another page",
    "a part of a page",
)
# Names of addresses that show no page of ours, and why.
NOT_SCREENS = {
    "identity:national": ONWARD,
    "identity:lock_now": ACT,
    "identity:switch_officer": ACT,
    "identity:come_back": ACT,
    "openid_connect_login": ONWARD,
    "openid_connect_callback": ONWARD,
    "mfa_login_webauthn": DATA,
    "mfa_list_webauthn": ONWARD,
    "mfa_edit_webauthn": ONWARD,
    "mfa_download_recovery_codes": FILE,
    "account_set_password": ONWARD,
    "ui:language": ONWARD,
    "forms:paper-file": FILE,
    "dossiers:paper": FILE,
    "dossiers:custody_slip": FILE,
    "dossiers:entry_file": FILE,
    "dossiers:draft_file": FILE,
    "custody:scanned": ONWARD,
    "dossiers:file": FILE,
    "dossiers:result": FILE,
    "dossiers:do_task": ACT,
    "dossiers:take_task": ACT,
    "dossiers:bulk_do": ACT,
    "dossiers:check": ACT,
    "dossiers:assign": ACT,
    "dossiers:intake_drop_item": ACT,
    "dossiers:desk_papers": PART,
    "dossiers:intake_receipt": FILE,
    "dossiers:digitise_next": ONWARD,
    "dossiers:digitised_copy": FILE,
    "dossiers:book_table": FILE,
    "dossiers:book_paper": FILE,
    "dossiers:desk_paper": FILE,
    "dossiers:desk_file": FILE,
    "dossiers:desk_page": FILE,
    "dossiers:desk_result": FILE,
    "dossiers:desk_result_page": FILE,
    "dossiers:desk_draft": FILE,
    "dossiers:opinion_letter": FILE,
    "dossiers:mended_file": FILE,
    "dossiers:reply": ACT,
    "dossiers:recall_supplement": ACT,
    "dossiers:shared_file": FILE,
    "dossiers:shared_page": FILE,
    "dossiers:desk_draft_page": FILE,
    "dossiers:copy_book_paper": FILE,
    "dossiers:copy_book_table": FILE,
    "dossiers:copy_list": FILE,
    "dossiers:follow_mention": ONWARD,
    "dossiers:helped": ACT,
    "dossiers:undo": ACT,
    "dossiers:write_note": ACT,
    "notifications:follow": ONWARD,
    "old_results:scan": FILE,
    "reports:close": ACT,
    "reports:paper": FILE,
    "reports:table": FILE,
    "vault:download": FILE,
    "vault:own_download": FILE,
    "vault:share_revoke": ACT,
    "forms:go-on": ONWARD,
    "forms:keep": DATA,
    "forms:keep-item": DATA,
    "forms:upload": DATA,
    "forms:upload-piece": DATA,
}
# Whole rooms that speak to programs.
NOT_ROOMS = ("api-1:", "idp:", "demo_identity:")
# Pages that a journey opens because they need more than an address (test_journeys.py).
IN_JOURNEYS = {
    "dossiers:bulk": "O20-hang-loat: the list sends the ticked rows",
    "dossiers:bulk_done": "the report of an order, walked by test_bulk_acts.py",
    "reports:cell": "the dossiers of one cell, walked by test_complaint_25.py",
    "reports:copy": "a closed copy, walked by test_complaint_25.py",
    "reports:records": "the dossiers of a closed copy, walked by test_complaint_25.py",
    "mfa_authenticate": "the second factor of an officer's sign-in",
    "mfa_reauthenticate": "asked of an officer before security is changed",
    "mfa_reauthenticate_webauthn": "the same with a passkey",
    "mfa_remove_webauthn": "needs a passkey",
    "mfa_view_recovery_codes": "needs codes",
}
