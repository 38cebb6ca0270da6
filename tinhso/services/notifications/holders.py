"""Whose these things are: the columns that follow when two cards of one person become one."""

from tinhso.foundation.identity.types import HolderColumn

HOLDERS = (
    HolderColumn("thông báo", "notifications.Notice", "person_id"),
    HolderColumn("tin gửi đi", "notifications.Message", "person_id"),
    HolderColumn("lựa chọn nhận tin", "notifications.Preference", "person_id"),
    HolderColumn("tin đã tắt", "notifications.SwitchedOff", "person_id"),
    HolderColumn("trình duyệt nhận tin", "notifications.PushSubscription", "person_id"),
    HolderColumn("địa chỉ không gửi được", "notifications.BadAddress", "person_id"),
)
