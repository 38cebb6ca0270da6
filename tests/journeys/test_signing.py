"""An officer who cannot sign finds out why, what works from this machine, and what to do, in words."""

import pytest

from tests.journeys.people import People

pytestmark = pytest.mark.browser
LEADER, ADMINISTRATOR = "long-chau.chu-tich", "tinh.quan-tri"


def test_complaint_24_an_officer_sees_which_way_of_signing_works_here_and_what_to_do(people: People) -> None:
    leader = people.sign_in(LEADER)
    leader.open("/can-bo/ky/")
    assert "Máy này ký số được bằng cách nào?" in leader.words()
    leader.open("/can-bo/chu-ky-so/")

    told = leader.words()

    assert "1. Ký số từ xa (nên dùng) Không cài gì trên máy" in told
    assert "Chưa dùng được: Tỉnh chưa nối với dịch vụ ký số từ xa. Việc cần làm: hỏi quản trị của tỉnh" in told
    assert "Không cần Java, không cần tiện ích của trình duyệt." in told
    assert "Nhập sai mã PIN ba lần liên tiếp thì token bị khóa" in told
    assert "Mã PIN chỉ nhập ở cửa sổ chương trình ký, không bao giờ ở trang web." in told
    assert leader.open("/can-bo/chung-thu-so/").status_code == 403
    administrator = people.sign_in(ADMINISTRATOR)
    assert administrator.open("/can-bo/chung-thu-so/").status_code == 200
    assert "Sổ chứng thư số của cán bộ" in administrator.words()
