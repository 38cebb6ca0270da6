"""Made-up national records in every shape that the portal's flattened pages have. No text of the real list is here."""

from typing import Any

WAYS = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPERS = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
ACTS = "Tên văn bản pháp lýMã văn bản"
FURNITURE = (
    "Từ khóaKhông có thông tinMô tảKhông có thông tinChọn cơ quan thực hiệnTỉnh/ Thành phốBộ ngành"
    "-- Chọn Tỉnh/ Thành phố --Phường/ XãSở-- Chọn Phường/ Xã --Nộp hồ sơ"
)


def record(code: str = "9.000001", **changes: Any) -> dict[str, Any]:
    """A whole record; keyword arguments replace fields."""
    return {
        "ma_thu_tuc": code,
        "detail_url": "",
        "ten_thu_tuc": "Thủ tục cấp thẻ thả diều",
        "so_quyet_dinh": "12/QĐ-BTD",
        "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
        "loai_thu_tuc": "Loại khác",
        "linh_vuc": "Diều và gió",
        "doi_tuong_thuc_hien": (
            "Tổ chức (không bao gồm doanh nghiệp, HTX), Công dân Việt Nam, Cán bộ, công chức, viên chức"
        ),
        "co_quan_co_tham_quyen": "",
        "dia_chi_tiep_nhan": "",
        "trinh_tu_thuc_hien": "Bước 1: nộp hồ sơ.\nBước 2: nhận kết quả.",
        "cach_thuc_thuc_hien": (
            f"{WAYS}Trực tuyến3 Ngày làm việcMiễn phíTrực tiếp5 Ngày làm việc20,000 Việt Nam Đồng(/thẻ)"
        ),
        "thanh_phan_ho_so": f"--{PAPERS}Đơn đề nghị.Mẫu số 01.docx1 bản chínhẢnh chụp con diều1 bản chính,2 bản sao",
        "can_cu_phap_ly": f"{ACTS}Luật Thả diều12/2030/QH20Nghị định 34/2031/NĐ-CP34/2031/NĐ-CP",
        "co_quan_thuc_hien": "Sở Gió",
        "yeu_cau_dieu_kien": "Không có thông tin",
        "ket_qua_xu_ly": f"Thẻ thả diềuMã: KQ.G99.000001Văn bản từ chốiMã: 000.00.00.G99-KQ0002{FURNITURE}",
        "raw_text": "",
    } | changes


def api_record(code: str = "9.000001", **changes: Any) -> dict[str, Any]:
    """The same procedure as the national service `LayThuTuc` answers it; keyword arguments replace fields."""
    return {
        "ID": "77",
        "MATTHC": code,
        "MATTHCDP": "",
        "TENTTHC": "Thủ tục cấp thẻ thả diều",
        "LOAITTHC": "Loại khác",
        "TRANGTHAI": "1",
        "MACOQUANCONGBO": "G99",
        "LINHVUCTHUCHIEN": [{"MALINHVUC": "G99-DG", "TENLINHVUC": "Diều và gió"}],
        "COQUANTHUCHIEN": [{"MADONVI": "H99.5", "TENDONVI": "Sở Gió"}],
        "DOITUONGTHUCHIEN": [{"TENDOITUONG": "Công dân Việt Nam"}, {"TENDOITUONG": "Doanh nghiệp"}],
        "MOTADOITUONGTHUCHIEN": "",
        "TRINHTUTHUCHIEN": [
            {"TRUONGHOP": "", "TRINHTU": [{"TENTRINHTU": "Bước 1: nộp hồ sơ."}, {"TENTRINHTU": "Bước 2: nhận thẻ."}]}
        ],
        "CACHTHUCTHUCHIEN": [
            {
                "KENH": "Trực tuyến",
                "THOIGIAN": [
                    {
                        "THOIGIANGIAIQUYET": "3",
                        "DONVITINH": "Ngày làm việc",
                        "MOTA": "",
                        "PHILEPHI": [{"MAPHILEPHI": "P1", "SOTIEN": "0", "DONVI": "Đồng", "MOTA": ""}],
                    }
                ],
            },
            {
                "KENH": "Trực tiếp",
                "THOIGIAN": [{"THOIGIANGIAIQUYET": 5, "DONVITINH": "Ngày làm việc", "MOTA": ""}],
                "PHILEPHI": [{"MAPHILEPHI": "P1", "SOTIEN": 20000, "DONVI": "Đồng", "MOTA": "/thẻ"}],
            },
        ],
        "THANHPHANHOSO": [
            {
                "TRUONGHOP": "Diều có sáo",
                "GIAYTO": [
                    {
                        "MAGIAYTO": "G99.01",
                        "TENGIAYTO": "Đơn đề nghị",
                        "SOBANCHINH": "1",
                        "SOBANSAO": "0",
                        "TENMAUDON": "Mẫu số 01.docx",
                        "URL": "",
                    },
                    {"MAGIAYTO": "", "TENGIAYTO": "Ảnh chụp con diều", "SOBANCHINH": 1, "SOBANSAO": 2},
                ],
            }
        ],
        "YEUCAU": "Không có thông tin",
        "KETQUATHUCHIEN": [{"MAKETQUA": "KQ.G99.000001", "TENKETQUA": "Thẻ thả diều"}],
        "CANCUPHAPLY": [{"SOVANBAN": "12/2030/QH20", "TENVANBAN": "Luật Thả diều"}],
    } | changes
