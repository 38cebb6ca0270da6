"""A full context for each template, with invented people; used by tests, the README and the papers' gallery."""

import zipfile
from collections.abc import Mapping
from datetime import date
from html import escape
from io import BytesIO
from typing import Any

from tinhso.kernel.clock import at_local
from tinhso.services.papers.domain.barcode import svg
from tinhso.services.papers.domain.docx.document import lines_of, read_document
from tinhso.services.papers.types import QrFacts

_HEAD = {"parent": "Ủy ban nhân dân tỉnh Mẫu", "unit": "Trung tâm Phục vụ hành chính công", "place": "Mẫu"}
_CODE = "000.00.00.H99-261125-0007"


def sample_qr(title: str, **changes: Any) -> QrFacts:
    given: dict[str, Any] = {
        "dossier_code": _CODE,
        "procedure_code": "9.000001",
        "holder_code": "099199000001",
        "paper_title": title,
        "system_name": "Hệ thống thông tin giải quyết thủ tục hành chính cấp tỉnh",
        "issued_at": at_local(2026, 11, 25, 9, 5),
        "lookup_url": "http://localhost:8000/xac-minh/Zk3_rV9x0QpW8hT2bN6yLg/",
    }
    return QrFacts(**{**given, **changes})


def _dossier(title: str, **changes: Any) -> dict[str, Any]:
    return {
        "head": _HEAD,
        "title": title,
        "number": "0107",
        "signed_on": date(2026, 11, 25),
        "qr": sample_qr(title),
        "dossier_code": _CODE,
        "applicant_name": "Nguyễn Thị Hoàng Yến",
        "applicant_address": "Số 12, đường Mậu Thân, phường Thử Nghiệm, tỉnh Mẫu",
        "applicant_phone": "0900 000 001",
        "applicant_email": "yen.thu@example.vn",
        "procedure_title": "Cấp giấy phép chặt hạ, dịch chuyển cây xanh",
        "received_words": "09 giờ 05 phút, thứ Tư ngày 25/11/2026",
        "due_words": "17 giờ 00 phút, thứ Tư ngày 09/12/2026",
        "officer_name": "Trần Quốc Đỉnh",
        "submitter_name": "Nguyễn Thị Hoàng Yến",
        **changes,
    }


def _signed(title: str, **changes: Any) -> dict[str, Any]:
    signer = {"signer_prefix": "", "signer_title": "Giám đốc", "signer_name": "Lê Ngọc Phượng"}
    return _dossier(title, **{**signer, **changes})


def sample_context(template: str) -> dict[str, Any]:
    """All values, the optional ones too."""
    return _SAMPLES[template]()


def _receipt() -> dict[str, Any]:
    return _dossier(
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        qr=sample_qr("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", due_at=at_local(2026, 12, 9, 17, 0)),
        copy_label="Giao người nộp hồ sơ",
        desk="Quầy số 3, Trung tâm Phục vụ hành chính công phường Thử Nghiệm",
        components=[
            {"title": "Đơn đề nghị cấp giấy phép chặt hạ, dịch chuyển cây xanh", "kind": "Bản điện tử", "count": "01"},
            {
                "title": "Ảnh chụp hiện trạng cây xanh đô thị cần chặt hạ, dịch chuyển",
                "kind": "Bản chụp",
                "count": "03",
            },
            {"title": "Giấy ủy quyền (có chứng thực)", "kind": "Bản chính", "count": "01"},
        ],
        term_words="10 ngày làm việc",
        return_words="Trung tâm Phục vụ hành chính công phường Thử Nghiệm",
        fee_words="Không thu",
        book={"volume": "02", "ordinal": "1.284"},
        track_words="Tra cứu tình trạng hồ sơ bằng mã QR ở góc trên bên trái hoặc tại http://localhost:8000/tra-cuu/ "
        "với mã hồ sơ và bốn số cuối của số định danh.",
    )


def _supplement() -> dict[str, Any]:
    return _dossier(
        "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        items=[
            {
                "title": "Ảnh chụp hiện trạng",
                "ask": "Chụp lại, thấy rõ gốc và tán cây",
                "reason": "Ảnh mờ, không nhận ra cây",
            },
            {"title": "Giấy ủy quyền", "ask": "Nộp bản có chứng thực", "reason": "Bản nộp chưa chứng thực chữ ký"},
        ],
        body_html="<p>Yêu cầu hoàn thiện hồ sơ gồm:</p>",
        closing_html="<p>Có vướng mắc, Ông/Bà gọi 0270 000 0000.</p>",
        answer_by_words="17 giờ 00 phút, thứ Sáu ngày 04/12/2026",
    )


def _refusal() -> dict[str, Any]:
    return _dossier(
        "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
        reasons=[
            {
                "reason": "Cây thuộc vườn nhà riêng, không thuộc đối tượng cấp phép",
                "basis": "Điều 14 của quy định thử nghiệm",
            },
        ],
        body_html="<p>Hồ sơ không được tiếp nhận với lý do như sau:</p>",
        closing_html="<p>Ông/Bà không cần làm thủ tục này; có thể tự chặt hạ và bảo đảm an toàn.</p>",
    )


def _apology() -> dict[str, Any]:
    return _signed(
        "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
        reason="phải kiểm tra lại hiện trường do mưa bão nên chưa đủ căn cứ quyết định",
        new_due_words="17 giờ 00 phút, thứ Tư ngày 16/12/2026",
        body_html="<p>Hồ sơ chưa được giải quyết xong. Chúng tôi xin lỗi vì sự chậm trễ này.</p>",
        owner_agency="Phòng Kinh tế, Hạ tầng và Đô thị",
        recipients=["Như trên", "Trung tâm Phục vụ hành chính công", "Lưu: VT, hồ sơ"],
    )


def _stop() -> dict[str, Any]:
    return _signed(
        "Thông báo dừng giải quyết hồ sơ",
        requested_words="14 giờ 20 phút, thứ Hai ngày 30/11/2026",
        stage="thẩm định",
        decision="dừng giải quyết hồ sơ kể từ 15 giờ 00 phút, thứ Hai ngày 30/11/2026 theo đề nghị của Ông/Bà",
        body_html="<p>Hồ sơ được dừng giải quyết theo đề nghị.</p>",
    )


def _letter() -> dict[str, Any]:
    return _signed(
        "Thông báo trả lại hồ sơ",
        addressee="Bà Nguyễn Thị Hoàng Yến",
        body_html="<p>Hồ sơ đã được yêu cầu bổ sung trước ngày 05/12/2026 mà chưa đủ.</p><ul><li>Giấy chứng sinh</li></ul>",
    )


def _control_slip() -> dict[str, Any]:
    def row(giver: str, taker: str, giver_name: str, taker_name: str, at_words: str, outcome: str) -> dict[str, str]:
        return {
            "giver": giver,
            "taker": taker,
            "giver_name": giver_name,
            "taker_name": taker_name,
            "at_words": at_words,
            "outcome": outcome,
            "note": "",
        }

    return _dossier(
        "Phiếu kiểm soát quá trình giải quyết hồ sơ",
        owner_agency="Phòng Kinh tế, Hạ tầng và Đô thị",
        hand_overs=[
            row(
                "Bộ phận Một cửa",
                "Phòng chuyên môn",
                "Trần Quốc Đỉnh",
                "Phạm Ỷ Lan",
                "10 giờ 15 phút, ngày 25/11/2026",
                "Đúng hạn",
            ),
            row(
                "Phòng chuyên môn",
                "Lãnh đạo",
                "Phạm Ỷ Lan",
                "Lê Ngọc Phượng",
                "08 giờ 40 phút, ngày 02/12/2026",
                "Trước hạn",
            ),
            row(
                "Lãnh đạo",
                "Bộ phận Một cửa",
                "Lê Ngọc Phượng",
                "Trần Quốc Đỉnh",
                "16 giờ 05 phút, ngày 03/12/2026",
                "Trước hạn",
            ),
        ],
    )


def _hand_over_slip() -> dict[str, Any]:
    title = "Phiếu giao nhận giấy tờ"
    return {
        "head": _HEAD,
        "title": title,
        "qr": sample_qr(title, dossier_code="nhiều hồ sơ"),
        "signed_on": date(2026, 11, 25),
        "giver": "Công chức một cửa, Trung tâm Phục vụ hành chính công",
        "giver_name": "Trần Quốc Đỉnh",
        "taker": "Chuyên viên, Phòng Kinh tế, Hạ tầng và Đô thị",
        "taker_name": "",
        "given_words": "10 giờ 15 phút, thứ Tư ngày 25/11/2026",
        "note": "",
        "lines": [
            {"title": "Giấy chứng nhận quyền sử dụng đất, bản chính", "count": 1, "dossier_code": _CODE, "outcome": ""},
            {"title": "Bản vẽ hiện trạng, bản sao", "count": 2, "dossier_code": _CODE, "outcome": ""},
        ],
    }


def _hand_over_list() -> dict[str, Any]:
    line = {
        "dossier_code": _CODE,
        "applicant_name": "Nguyễn Thị Hoàng Yến",
        "procedure_title": "Cấp giấy phép chặt hạ, dịch chuyển cây xanh",
        "next_step": "Thẩm tra hồ sơ",
        "given": "10:15, Trần Quốc Đỉnh",
        "due": "17:00 02/12/2026",
    }
    return {
        "head": _HEAD,
        "title": "Danh sách bàn giao hồ sơ",
        "signed_on": date(2026, 11, 25),
        "day_words": "Các hồ sơ giao ngày 25/11/2026",
        "giver": "Công chức một cửa, Trung tâm Phục vụ hành chính công",
        "taker": "Chuyên viên, Phòng Kinh tế, Hạ tầng và Đô thị",
        "lines": [line] * 12,
    }


def _tracking_book() -> dict[str, Any]:
    rows = [
        {
            "dossier_code": f"000.00.00.H99-2611{day:02d}-{day:04d}",
            "procedure_title": "Cấp giấy phép chặt hạ, dịch chuyển cây xanh",
            "sets": "01",
            "applicant_name": "Nguyễn Thị Hoàng Yến",
            "contact": "Phường Thử Nghiệm; 0900 000 001",
            "owner_agency": "Phòng Kinh tế, Hạ tầng và Đô thị",
            "received": f"{day:02d}/11/2026",
            "due": "09/12/2026",
            "returned": "",
            "return_way": "Trực tuyến",
            "note": "",
        }
        for day in range(2, 26)
    ]
    return {
        "head": _HEAD,
        "title": "Sổ theo dõi hồ sơ",
        "qr": sample_qr("Sổ theo dõi hồ sơ", dossier_code="nhiều hồ sơ"),
        "period_words": "Từ ngày 01/11/2026 đến ngày 30/11/2026",
        "book": {"volume": "02"},
        "rows": rows,
    }


def _statistics() -> dict[str, Any]:
    numbers = [1_204, 803, 377, 24, 1_150, 1_002, 118, 30, 54, 50, 4, 0]
    return {
        "head": _HEAD,
        "title": "Tình hình, kết quả giải quyết thủ tục hành chính",
        "form_note": "Biểu số II.06, Thông tư 01/2020/TT-VPCP",
        "period_words": "Từ ngày 15/10/2026 đến ngày 14/11/2026",
        "groups": [
            {"title": "Số hồ sơ tiếp nhận", "span": 4},
            {"title": "Số hồ sơ đã giải quyết", "span": 4},
            {"title": "Số hồ sơ đang giải quyết", "span": 3},
            {"title": "Ngoài biểu", "span": 1},
        ],
        "columns": [
            *("Tổng số", "Trực tuyến", "Trực tiếp, bưu chính", "Từ kỳ trước"),
            *("Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn"),
            *("Tổng số", "Trong hạn", "Quá hạn", "Dừng, hủy tiếp nhận"),
        ],
        "rows": [{"title": "Hộ tịch", "numbers": numbers}, {"title": "Hạ tầng kỹ thuật", "numbers": numbers}],
        "total": [2 * number for number in numbers],
        "annex_title": "Phụ lục: nguyên nhân quá hạn",
        "annex": [{"field": "Hộ tịch", "cause": "Cơ quan phối hợp cho ý kiến chậm", "number": 30}],
    }


def _postal_slip() -> dict[str, Any]:
    desk = {"name": "Trung tâm Phục vụ hành chính công phường Thử Nghiệm", "phone": "0900 000 101"}
    home = {"name": "Nguyễn Thị Hoàng Yến", "phone": "0900000001"}
    return {
        "head": _HEAD,
        "title": "Phiếu gửi bưu chính",
        "qr": sample_qr("Phiếu gửi bưu chính"),
        "signed_on": date(2026, 11, 25),
        "dossier_code": _CODE,
        "waybill": "EB000000014VN",
        "waybill_svg": svg("EB000000014VN"),
        "direction": "Trả kết quả",
        "sender": {**desk, "address": "Số 1 đường Minh Họa, phường Thử Nghiệm, tỉnh Mẫu"},
        "receiver": {**home, "address": "Số 12, đường Mậu Thân, phường Thử Nghiệm, tỉnh Mẫu"},
        "contents": "Kết quả thủ tục hành chính",
        "weight_words": "100 g, trong xã, phường",
    }


def _money_slip() -> dict[str, Any]:
    return {
        "head": _HEAD,
        "title": "Biên lai thu phí, lệ phí",
        "number": "CT-26P số 0000012",
        "mark": "BẢN IN LẠI LẦN 2",
        "facts": [("Mẫu số", "01BLP0-001"), ("Quyển số", "1"), ("Người nộp tiền", "Nguyễn Thị Hoàng Yến")],
        "columns": ["Khoản thu", "Mã hồ sơ"],
        "lines": [
            {"title": "Phí cấp bản sao trích lục hộ tịch", "note": "000.00.01.H61-261125-0001", "amount": "24.000"},
            {"title": "Lệ phí cấp giấy", "note": "000.00.01.H61-261125-0002", "amount": "15.000"},
        ],
        "total": "39.000",
        "total_words": "Ba mươi chín nghìn đồng",
        "notes": ["Hình thức nộp: tiền mặt."],
        "left_title": "Người nộp tiền",
        "left_name": "Nguyễn Thị Hoàng Yến",
        "right_title": "Người thu tiền",
        "right_name": "Phạm Thị Cửa",
        "signed_on": date(2026, 11, 25),
    }


def _copy_book() -> dict[str, Any]:
    rows = [
        {
            "number": f"{number}/2026",
            "signed": "25/11/2026",
            "requester": "Nguyễn Thị Hoàng Yến",
            "paper": "Bằng tốt nghiệp đại học",
            "pages": "2",
            "signer": "Lê Ngọc Phượng, Phó Chủ tịch",
            "copies": "3",
            "fee": "12.000",
            "note": "Gạch: ghi nhầm số bản" if number == 3 else "",
            "struck": number == 3,
        }
        for number in range(1, 25)
    ]
    return {
        "head": _HEAD,
        "title": "Sổ chứng thực bản sao từ bản chính",
        "period_words": "Từ ngày 01/11/2026 đến ngày 30/11/2026",
        "rows": rows,
        "total_words": "Cộng: 23 việc, 69 bản sao.",
        "signed_on": date(2026, 11, 25),
        "signer_title": "Phó Chủ tịch",
        "signer_name": "Lê Ngọc Phượng",
        "recipients": ["Lưu sổ"],
    }


def _result() -> dict[str, Any]:
    return _signed(
        "Giấy phép chặt hạ cây xanh",
        head={**_HEAD, "unit": "Ủy ban nhân dân phường Thử Nghiệm"},
        number="07/GP-UBND",
        issued_on=date(2026, 12, 3),
        qr=sample_qr("Giấy phép chặt hạ cây xanh", valid_until=date(2027, 1, 2), scope="Phường Thử Nghiệm"),
        subtitle="Cho phép chặt hạ 02 cây phượng vĩ",
        authority="CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG THỬ NGHIỆM",
        basis=[
            "Căn cứ Luật Tổ chức chính quyền địa phương",
            "Xét đơn đề nghị của bà Nguyễn Thị Hoàng Yến ngày 25/11/2026",
        ],
        sections=[
            {
                "title": "Nội dung cấp phép",
                "lines": [
                    {"label": "Cấp cho", "value": "Nguyễn Thị Hoàng Yến"},
                    {"label": "Loại cây, số lượng", "value": "Phượng vĩ, 02 cây, đường kính gốc 35 cm"},
                    {"label": "Vị trí", "value": "Trước nhà số 12, đường Mậu Thân"},
                    {"label": "Lý do", "value": "Cây nghiêng, rễ nổi, nguy cơ đổ ngã trong mùa mưa bão"},
                ],
            }
        ],
        valid_words="Giấy phép có hiệu lực từ ngày 03/12/2026 đến hết ngày 02/01/2027.",
        verify_words="Văn bản điện tử có chữ ký số. Kiểm tra tại địa chỉ trong mã QR hoặc trang /xac-minh/.",
        recipients=["Người đề nghị", "Phòng Kinh tế, Hạ tầng và Đô thị", "Lưu: VT, hồ sơ"],
        signer_prefix="KT. Chủ tịch",
        signer_title="Phó Chủ tịch",
    )


def _application() -> dict[str, Any]:
    return _dossier(
        "Tờ khai đề nghị cấp giấy phép chặt hạ, dịch chuyển cây xanh",
        addressee="Ủy ban nhân dân phường Thử Nghiệm",
        sections=[
            {
                "title": "Người đề nghị",
                "lines": [
                    {"label": "Họ, chữ đệm, tên", "value": "Nguyễn Thị Hoàng Yến"},
                    {"label": "Số định danh cá nhân", "value": "099199000001"},
                    {"label": "Nơi cư trú", "value": "Số 12, đường Mậu Thân, phường Thử Nghiệm, tỉnh Mẫu"},
                ],
            },
            {
                "title": "Cây xanh cần chặt hạ",
                "lines": [
                    {"label": "Loại cây", "value": "Phượng vĩ"},
                    {"label": "Số lượng", "value": "02"},
                    {"label": "Ghi chú", "value": ""},
                ],
            },
        ],
        signing_note="(Đã xác nhận bằng tài khoản định danh)",
    )


def _blank_form() -> dict[str, Any]:
    ticks = [{"title": "Nam", "ticked": False}, {"title": "Nữ", "ticked": True}]
    columns = [{"title": "Loại cây", "ticked": False}, {"title": "Số lượng", "ticked": False}]
    return {
        "title": "Đơn đề nghị cấp giấy phép chặt hạ, dịch chuyển cây xanh",
        "procedure_title": "Cấp giấy phép chặt hạ, dịch chuyển cây xanh",
        "procedure_code": "9.000001",
        "sections": [
            {
                "title": "Thông tin của bạn",
                "note": "",
                "lines": [
                    {"label": "Họ, chữ đệm, tên", "kind": "line", "value": "Nguyễn Thị Hoàng Yến"},
                    {"label": "Ngày sinh", "kind": "date", "value": ""},
                    {"label": "Giới tính", "kind": "choice", "value": "", "options": ticks},
                    {"label": "Nơi cư trú", "kind": "text", "value": "", "note": "Chỉ trả lời nếu cư trú trong tỉnh."},
                ],
            },
            {
                "title": "Những cây cần chặt hạ",
                "note": "",
                "lines": [{"label": "Cây", "kind": "item", "value": "", "options": columns, "rows": [0, 1]}],
            },
        ],
        "papers": [{"title": "Ảnh chụp hiện trạng cây xanh", "count": "1 bản chính"}],
        "declaration": "Tôi cam đoan những nội dung khai trên đây là đúng sự thật.",
        "prefilled": True,
    }


def _preparation() -> dict[str, Any]:
    form = {"title": "Tờ khai thay đổi thông tin cư trú", "count": "1 bản chính", "form": "CT01", "note": ""}
    proof = {
        "title": "Giấy tờ chứng minh chỗ ở hợp pháp",
        "count": "1 bản sao",
        "form": "",
        "note": "Một trong các giấy tờ.",
    }
    return {
        "title": "Phiếu chuẩn bị hồ sơ",
        "procedure_title": "Đăng ký thường trú",
        "procedure_code": "9.000002",
        "groups": [{"title": "Mọi trường hợp", "papers": [form]}, {"title": "Có nhà ở", "papers": [proof]}],
        "page_url": "http://localhost:8000/thu-tuc/9.000002/",
        "printed_on": "01/12/2026",
    }


_SAMPLES = {
    "preparation": _preparation,
    "blank_form": _blank_form,
    "receipt": _receipt,
    "supplement": _supplement,
    "refusal": _refusal,
    "apology": _apology,
    "stop": _stop,
    "letter": _letter,
    "control_slip": _control_slip,
    "hand_over_slip": _hand_over_slip,
    "money_slip": _money_slip,
    "postal_slip": _postal_slip,
    "hand_over_list": _hand_over_list,
    "tracking_book": _tracking_book,
    "statistics": _statistics,
    "copy_book": _copy_book,
    "result": _result,
    "application": _application,
}


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OPEN = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns:w="{_OPEN}/wordprocessingml/2006/main"'
_KIND = "application/vnd.openxmlformats"
_WORD = f"{_KIND}-officedocument.wordprocessingml"


def _relation(kind: str, target: str) -> str:
    """A file of relations with one relation."""
    kind = f"{_OPEN}/officeDocument/2006/relationships/{kind}"
    one = f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/>'
    return f'{_XML}<Relationships xmlns="{_OPEN}/package/2006/relationships">{one}</Relationships>'


_DOCX = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_OPEN}/package/2006/content-types">'
    f'<Default Extension="rels" ContentType="{_KIND}-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/></Types>',
    "_rels/.rels": _relation("officeDocument", "word/document.xml"),
    "word/_rels/document.xml.rels": _relation("numbering", "numbering.xml"),
    "word/numbering.xml": f'{_XML}<w:numbering {_MAIN}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
    '<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
}


def paragraph(text: str, *, bold: bool = False, listed: bool = False, align: str = "") -> str:
    """A paragraph of WordprocessingML."""
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if listed else ""
    where = f'<w:jc w:val="{align}"/>' if align else ""
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    words = escape(text, quote=False)
    return f'<w:p><w:pPr>{number}{where}</w:pPr><w:r>{look}<w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def docx(body: str, *, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word file with this body (WordprocessingML), with `parts` added or put in place of ours."""
    document = f"{_XML}<w:document {_MAIN}><w:body>{body}<w:sectPr/></w:body></w:document>"
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in {**_DOCX, "word/document.xml": document, **(parts or {})}.items():
            written.writestr(zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def words_of(content: bytes) -> tuple[str, ...]:
    """The words of a Word file, a line a paragraph."""
    return lines_of(read_document(content))
