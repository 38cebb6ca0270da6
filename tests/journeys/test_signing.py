"""An officer who cannot sign finds out why, what works from this machine, and what to do, in words; then signs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.fixtures import Settings

from tests.browser.looking import axe_faults, width_faults
from tests.journeys import photos
from tests.journeys.people import BIRTH, BIRTH_WAY, PARENT, Filing, People, carry, found
from tests.journeys.test_in_chromium import signed_in
from tinhso.services.signatures import authority
from tinhso.services.signatures.agent import Agent, Token, serve, sign_file
from tinhso.services.signatures.testing import fill_token, soft_token

pytestmark = pytest.mark.browser
CLERK, REGISTRAR, REVIEWER = "long-chau.van-thu", "long-chau.ho-tich", "long-chau.tham-dinh"
LEADER, ADMINISTRATOR, PIN = "long-chau.chu-tich", "tinh.quan-tri", "135790"
OLD_BOOK = (
    "so,nam,ky_hieu,ngay_cap,so_dinh_danh,child.full_name,child.born_on\n"
    "25,1997,25/1997,12/3/1997,086195000073,Nguyễn Thị Lan Mẫu,12/3/1995\n"
)
# Drawing, signing and sealing a result within one request, on a busy machine (milliseconds).
SIGNED_WITHIN = 60_000


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


@pytest.fixture
def token(tmp_path: Path, platform_folder: Path, settings: Settings) -> Iterator[Token]:
    """A USB token with a key that this platform's authority has certified; its officer types the right PIN."""
    settings.KEYS_DIR = platform_folder / "keys"
    with soft_token(tmp_path, label="usb-token", pin=PIN) as library:
        fill_token(library, label="usb-token", pin=PIN, subject=authority.person_subject(UUID(int=1), "Người Ký"))
        yield Token(library, lambda _: PIN, "usb-token")


@contextmanager
def _agent(token: Token, page: Page) -> Iterator[Agent]:
    """The program that the officer starts, where the page looks for it."""
    port = int(found(r"127\.0\.0\.1:(\d+)", page.content()))
    agent = Agent(token, (found(r"(https?://[^/]+)", page.url),), show=lambda _: None)
    server = serve(agent, port)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield agent
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _to_sign(people: People) -> str:
    """A birth that has come to the leader."""
    birth = Filing(people.sign_in(PARENT), people.answers(BIRTH))
    birth.begin(BIRTH)
    birth.answer_all(photos.png("giấy chứng sinh"))
    dossier_id = birth.declare()
    carry(people, dossier_id, BIRTH_WAY[:3])
    return dossier_id


def _choose(page: Page, people: People, dossier_id: str) -> None:
    """From the leader's own dossier to the page where the batch waits for the token."""
    page.goto(f"{people.address}/can-bo/ho-so/{dossier_id}/")
    with page.expect_navigation():
        page.click('button[name="outcome"][value="signed"]')
    assert "Ký 1 văn bản" in page.inner_text("h1"), page.inner_text("main")


def _register(page: Page, people: People, token: Token) -> Iterator[None]:
    page.goto(f"{people.address}/can-bo/chu-ky-so/")
    words = page.locator("[data-ts-agent-words]")
    words.get_by_text("Chưa thấy chương trình ký trên máy này").wait_for()
    with _agent(token, page) as agent:
        page.reload()
        words.get_by_text("chưa ghép nối").wait_for()
        page.fill("#pairing", agent.code)
        page.click("[data-ts-agent-pair] button")
        words.get_by_text("Dùng được: “usb-token”.").wait_for()
        with page.expect_navigation():
            page.click("[data-ts-agent-register] button")
        assert "Đã đăng ký chứng thư" in page.inner_text("body"), page.inner_text("main")
        yield


@pytest.fixture
def registered(browser: Browser, people: People, token: Token) -> Iterator[BrowserContext]:
    """The leader's browser with a token."""
    with _registered(browser, people, token, LEADER) as context:
        yield context


@contextmanager
def _registered(browser: Browser, people: People, token: Token, who: str) -> Iterator[BrowserContext]:
    """An officer's browser with a token that was registered at the self-test page; withdrawn there in the end."""
    context = signed_in(browser, people, who)
    context.set_default_timeout(SIGNED_WITHIN)
    page = context.new_page()
    try:
        yield from (context for _ in _register(page, people, token))
        page.goto(f"{people.address}/can-bo/chu-ky-so/")
        lost = page.locator("section.ts-task", has_text="USB token").filter(has_text="Mất khóa").first
        lost.locator("summary").click()
        lost.locator("input[name=reason]").fill("Hết lượt thử.")
        lost.locator("button").click()
        assert "Đã thu hồi trong sổ" in page.inner_text("body")
    finally:
        context.close()


def test_complaint_24_a_token_signs_in_the_browser_and_by_a_file_where_scripts_do_not_run(
    browser: Browser, people: People, registered: BrowserContext, token: Token, tmp_path: Path
) -> None:
    page = registered.new_page()
    _choose(page, people, _to_sign(people))
    assert axe_faults(page) == []
    assert width_faults(page) == []
    with page.expect_navigation():
        page.click("[data-ts-agent-go]")
    assert "Đã ký 1 kết quả" in page.inner_text("main"), page.inner_text("main")
    _sign_letter(page, people)

    plain = signed_in(browser, people, LEADER, scripts=False)
    plain.set_default_timeout(SIGNED_WITHIN)
    page = plain.new_page()
    page.goto(f"{people.address}/can-bo/chu-ky-so/")
    page.click("summary:has-text('đăng ký bằng tệp')")
    _by_file(page, token, tmp_path, "Tải tệp yêu cầu đăng ký", "Đăng ký bằng tệp trả lời")
    assert "Đã đăng ký chứng thư" in page.inner_text("body"), page.inner_text("main")
    _choose(page, people, _to_sign(people))
    assert not page.locator("[data-ts-agent-go]").is_visible()
    page.click("summary:has-text('Trình duyệt không gọi được')")
    _by_file(page, token, tmp_path, "Tải tệp yêu cầu ký", "Gửi tệp trả lời")
    assert "Đã ký 1 kết quả" in page.inner_text("main"), page.inner_text("main")
    plain.close()


def _sign_letter(page: Page, people: People) -> None:
    """A notice waits in the same list, is read there, and goes out when the token has signed it."""
    dossier_id = _to_sign(people)
    page.goto(f"{people.address}/can-bo/ho-so/{dossier_id}/dung/")
    page.fill("#reason", "Người nộp đề nghị dừng.")
    with page.expect_navigation():
        page.click("main form button")
    assert "Thông báo dừng giải quyết đang chờ bạn ký số" in page.inner_text("main"), page.inner_text("main")
    assert axe_faults(page) == []
    assert width_faults(page) == []
    listed = page.url
    page.click("a:has-text('Ký trên giấy')")
    assert "Ký trên giấy: Thông báo dừng giải quyết" in page.inner_text("h1")
    assert axe_faults(page) == []
    page.goto(listed)
    for box in page.locator("input[name=viec]:checked").all():
        box.uncheck()
    with page.expect_navigation():
        page.click("button:has-text('Ký các văn bản đã chọn')")
    with page.expect_navigation():
        page.click("[data-ts-agent-go]")
    assert "Đã ký 1 văn bản" in page.inner_text("main"), page.inner_text("main")
    page.goto(f"{people.address}/can-bo/ho-so/{dossier_id}/")
    assert "Dừng giải quyết theo đề nghị của người nộp" in page.inner_text("main")


def _by_file(page: Page, token: Token, folder: Path, link: str, button: str) -> None:
    """Download the order, have the agent sign the file, upload its answer."""
    with page.expect_download() as order:
        page.click(f"a:has-text('{link}')")
    order.value.save_as(folder / "yeu-cau.json")
    answer = sign_file(Agent(token, (), show=lambda _: None), folder / "yeu-cau.json")
    page.set_input_files("#tep", answer)
    page.click(f"button:has-text('{button}')")


def test_old_results_are_issued_by_the_token_of_who_digitised_them(
    browser: Browser, people: People, token: Token
) -> None:
    address = _accepted_batch(people)
    with _registered(browser, people, token, CLERK) as context:
        page = context.new_page()
        page.goto(f"{people.address}{address}")
        with page.expect_navigation():
            page.click("button[name=viec][value=ky]")
        assert page.inner_text("h1") == "Ký 1 bản số hóa", page.inner_text("main")
        assert axe_faults(page) == []
        assert width_faults(page) == []
        with page.expect_navigation():
            page.click("[data-ts-agent-go]")
        assert "Đã ký, cấp mã và lưu kho 1 kết quả" in page.inner_text("main"), page.inner_text("main")
        assert page.inner_text("h1") == "Không còn gì chờ ký ở lượt này"
        assert axe_faults(page) == []
        assert width_faults(page) == []


def _accepted_batch(people: People) -> str:
    """The address of a batch of one paper: the leader lists it, the registrar scans and enters, another checks, the sample is judged."""
    leader, registrar, reviewer = (people.sign_in(who) for who in (LEADER, REGISTRAR, REVIEWER))
    leader.open("/can-bo/ket-qua-cu/")
    opened = {"loai": "giay-khai-sinh", "ten": "Sổ khai sinh 1997", "tu_nam": "1997", "den_nam": "1997"}
    leader.send(leader.form_with("loai"), opened)
    address = leader.path
    listed = ("so.csv", OLD_BOOK.encode(), "text/csv")
    leader.send(leader.form_with("viec"), {"viec": "nhap"}, files=[("danh_sach", listed)])
    registrar.open(address)
    scan = ("25-1997.pdf", photos.pdf("giấy khai sinh"), "application/pdf")
    registrar.send(registrar.form_with("cach"), {"viec": "quet", "cach": "ten"}, files=[("scan", scan)])
    line = found(r"(/can-bo/ket-qua-cu/dong/[0-9a-f-]{36}/)", registrar.text)
    registrar.open(line)
    registrar.send(registrar.form_with("ky_hieu"), {"viec": "nhap"})
    reviewer.open(line)
    reviewer.send(reviewer.form_with("ly_do"), {"viec": "dung"})
    leader.open(address)
    leader.send(leader.form_with("viec"), {"viec": "lay-mau"})
    leader.open(line)
    leader.send(leader.form_with("viec"), {"viec": "mau"})
    leader.open(address)
    leader.send(leader.form_with("viec"), {"viec": "ket-luan"})
    return address
