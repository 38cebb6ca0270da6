"""The demo people are well formed, can do the work, and cannot be taken for anybody."""

from collections import Counter
from collections.abc import Mapping
from itertools import chain
from typing import Any

from tinhso.kernel.definitions.loader import Folder

PEOPLE_WORDS = ("Mẫu", "Thử", "Ví Dụ", "Sample")


def _with_number(people: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in chain(people["officers"], people["citizens"]) if "personal_number" in one]


def test_names_say_that_they_are_invented(people: Mapping[str, Any]) -> None:
    for one in chain(people["officers"], people["citizens"], people["children"]):
        assert any(word in one["full_name"] for word in PEOPLE_WORDS), one


def test_usernames_and_numbers_are_single(people: Mapping[str, Any]) -> None:
    names = Counter(one["username"] for one in chain(people["officers"], people["citizens"]))
    numbers = Counter(one["personal_number"] for one in _with_number(people))

    assert max(names.values()) == 1
    assert max(numbers.values()) == 1


def test_personal_numbers_agree_with_birth_and_sex(people: Mapping[str, Any]) -> None:
    for one in _with_number(people):
        number, born, is_female = one["personal_number"], one["born_on"], one["sex"] == "female"
        assert len(number) == 12
        assert number[:3] in {"083", "084", "086"}
        assert number[3] == str((int(born[:2]) - 19) * 2 + is_female), one
        assert number[4:6] == born[2:4], one
        assert number[6:9] == "000", one


def test_a_family_shares_one_phone_and_no_number(people: Mapping[str, Any]) -> None:
    family = [one for one in people["citizens"] if one["household"] == "nha-mau"]

    assert len(family) == 4
    assert len({one["phone"] for one in family}) == 1
    assert len({one["personal_number"] for one in family}) == 4


def test_there_is_someone_of_every_kind(people: Mapping[str, Any]) -> None:
    by_passport = [one for one in people["citizens"] if "personal_number" not in one]

    assert {one["nationality"] for one in by_passport} == {"VN", "US"}
    assert all(one["passport_number"] for one in by_passport)
    assert all("personal_number" not in child for child in people["children"])
    assert [len(one["tax_code"]) for one in people["organisations"]] == [10, 10, 14, 12]


def test_guardians_and_representatives_are_people(people: Mapping[str, Any]) -> None:
    known = {one["username"] for one in people["citizens"]}

    assert {one["guardian"] for one in people["children"]} <= known
    assert set(chain.from_iterable(one["represented_by"] for one in people["organisations"])) <= known
    assert {one["holder"] for one in people["vault"]} <= known


def test_officers_sit_on_posts_of_the_tree(province: Folder, people: Mapping[str, Any]) -> None:
    (tree,) = province.all("agency_tree")
    posts = {post["code"] for post in tree.body["posts"]}

    assert set(chain.from_iterable(one["posts"] for one in people["officers"])) <= posts


def test_every_step_of_every_process_has_an_officer(province: Folder, people: Mapping[str, Any]) -> None:
    (tree,) = province.all("agency_tree")
    seated = set(chain.from_iterable(one["posts"] for one in people["officers"]))
    held = {(p["agency"], role) for p in tree.body["posts"] if p["code"] in seated for role in p["roles"]}
    communes = [a["code"] for a in tree.body["agencies"] if a["tier"] == "commune"]
    assert len(communes) >= 6

    for one in province.all("procedure"):
        deciding = one.body["receiving"]["deciding"]
        owners = [deciding["agency"]] if "agency" in deciding else communes
        for place, role in _seats(one.body.get("process", {}).get("steps", ())):
            agencies = {"owner": owners, "leader": owners}.get(place, [place])
            if place == "one_stop":
                agencies = [f"{c}.001" for c in communes] if "commune" in one.body["receiving"]["places"] else []
            assert [a for a in agencies if (a, role) not in held] == [], (one.code, place, role)


def _seats(steps: Any) -> set[tuple[str, str]]:
    found = set()
    for step in steps:
        for branch in step.get("branches", ()):
            found |= _seats(branch["steps"])
        if "role" in step:
            found.add((step["place"], step["role"]))
    return found
