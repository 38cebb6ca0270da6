"""Whether the database is the one this code expects, and in words what to do when it is not."""

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor

_NOT_SET_UP = "Cơ sở dữ liệu chưa được cài đặt hoặc còn ở phiên bản cũ: hãy chạy `tinhso setup` trước."


def advice_on(problem: Exception) -> str:
    """What to do when a statement failed because the database is not set up or of another state of the code; else ""."""
    if not isinstance(problem, DatabaseError):
        return ""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return _NOT_SET_UP
        return other_state()
    except DatabaseError:
        return ""


def _columns(cursor: CursorWrapper, table: str) -> set[str]:
    # Django's own description of a table parses its whole statement: a second of start for all of ours.
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")  # noqa: S608  (a name of our models)
    return {str(column[0]) for column in cursor.description}


def other_state() -> str:
    """Until 1.0 migrations are squashed in place, so a database of an earlier state counts as migrated and is not."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models():
            if not model._meta.managed or model._meta.proxy:
                continue
            name = model._meta.db_table
            there = _columns(cursor, name) if name in tables else set()
            wanted = {str(field.column) for field in model._meta.local_concrete_fields}
            if there != wanted:
                return (
                    f"Cơ sở dữ liệu này do một bản cũ của mã nguồn tạo ra (bảng {name} khác: "
                    f"{', '.join(sorted(there ^ wanted))}); trước bản 1.0 chưa nâng cấp tại chỗ. "
                    "Dữ liệu mẫu trên máy này: xóa bằng `make clean` rồi chạy lại; "
                    "PostgreSQL: tạo cơ sở dữ liệu mới."
                )
    return ""
