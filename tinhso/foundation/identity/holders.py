"""Keys of other systems and uploads under way, whose modules stand beside this one."""

from tinhso.foundation.identity.types import HolderColumn

HOLDERS = (
    HolderColumn("khóa của hệ thống kết nối", "access.ApiClient", "owner_id"),
    HolderColumn("tệp đang tải lên", "files.PartialUpload", "person_id"),
)
