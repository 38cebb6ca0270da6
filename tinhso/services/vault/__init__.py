"""Data vault (kho dữ liệu điện tử của tổ chức, cá nhân): results and their data, held for a person or an organisation.

Owns items, their states and verification links. Guards every read by holder and logs it; makes no result itself.
"""
