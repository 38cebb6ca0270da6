"""Dates as official papers write them."""

from datetime import date, datetime


def date_words(day: date) -> str:
    """`ngày 05 tháng 02 năm 2026`: one-digit days, and January and February, get a leading zero (NĐ 30/2020)."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def date_short(day: date) -> str:
    """`05/02/2026`."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def moment_words(at: datetime) -> str:
    """`16 giờ 30 phút, ngày 25 tháng 11 năm 2026`; `at` is already in the province's zone."""
    return f"{at.hour:02d} giờ {at.minute:02d} phút, {date_words(at.date())}"
