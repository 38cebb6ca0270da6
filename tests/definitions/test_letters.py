"""Letters name what the procedure gives, and say everything the result must say."""

from tinhso.kernel.definitions.loader import Folder


def test_granted_letters_are_the_results_of_their_procedures(province: Folder) -> None:
    for one in province.all("procedure"):
        if "letters" in one.body:
            granted = [result["code"] for result in one.body["results"] if result.get("outcome") != "refused"]
            assert one.body["letters"]["granted"]["result"] in granted, one.file


def test_refusals_give_the_reason_and_the_remedy(province: Folder) -> None:
    for one in province.all("procedure"):
        if "letters" in one.body:
            body = one.body["letters"]["refused"]["body"]
            assert "{{ reason }}" in body, one.file
            assert "{{ dossier_code }}" in body, one.file
            assert "khiếu nại" in body, one.file


def test_groups_in_letters_are_groups_of_the_form(province: Folder) -> None:
    seen = 0
    for one in province.all("procedure"):
        for letter in one.body.get("letters", {}).values():
            for section in letter.get("sections", ()):
                if "group" in section:
                    seen += 1
                    group = one.body["form"]["schema"]["properties"][section["group"]]
                    assert set(section["fields"]) <= set(group["items"]["properties"]), one.file
    assert seen == 3


def test_a_letter_shows_what_the_vault_keeps(province: Folder) -> None:
    for one in province.all("procedure"):
        for result in one.body["results"]:
            if "letters" in one.body and one.body["letters"]["granted"]["result"] == result["code"]:
                assert result.get("data"), one.file
