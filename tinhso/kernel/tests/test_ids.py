from tinhso.kernel.ids import new_id, new_ids, random_token


def test_ids_are_version_seven_and_rise_within_a_process():
    ids = [new_id() for _ in range(5000)]

    assert {i.version for i in ids} == {7}
    assert {i.variant for i in ids} == {"specified in RFC 4122"}
    assert ids == sorted(ids)
    assert len(set(ids)) == 5000


def test_a_token_holds_128_bits():
    assert len(random_token()) == 22
    assert len({random_token() for _ in range(1000)}) == 1000


def test_many_ids_at_once_rise_among_those_made_one_by_one():
    ids = [new_id(), *new_ids(5000), new_id(), *new_ids(3)]

    assert {(i.version, i.variant) for i in ids} == {(7, "specified in RFC 4122")}
    assert ids == sorted(ids)
    assert len(set(ids)) == 5005
    assert new_ids(0) == []
