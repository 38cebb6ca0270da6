"""Papers' errors.

DomainError
├── Invalid
│   ├── PaperIncomplete   a value that the form must show was not given
│   ├── LetterUnknownField   a letter asks for a value that nobody gives
│   └── DocxInvalid       a Word file that is not taken
└── NotFound
    └── PaperUnknown   no such form on that day
"""

from tinhso.kernel.errors import Invalid, NotFound


class PaperIncomplete(Invalid):
    code = "papers.incomplete"


class LetterUnknownField(Invalid):
    code = "papers.letter_unknown_field"


class PaperUnknown(NotFound):
    code = "papers.unknown"


class DocxInvalid(Invalid):
    code = "papers.docx_invalid"
