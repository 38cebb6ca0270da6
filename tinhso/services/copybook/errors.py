"""The book's errors.

DomainError
├── NotFound
│   ├── NoBatch       there is none, or none at your desk
│   └── NoLine
├── Invalid
│   └── LineInvalid   what was typed cannot be a line
└── Conflict
    ├── BatchClosed   the batch was sent or signed meanwhile
    └── LineStruck    the line was struck out before
"""

from tinhso.kernel.errors import Conflict, Invalid, NotFound


class NoBatch(NotFound):
    code = "copybook.no_batch"


class NoLine(NotFound):
    code = "copybook.no_line"


class LineInvalid(Invalid):
    code = "copybook.line_invalid"


class BatchClosed(Conflict):
    code = "copybook.batch_closed"


class LineStruck(Conflict):
    code = "copybook.line_struck"
