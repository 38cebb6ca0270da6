"""Public shapes of the library of blank forms."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class OfficialFile:
    """The official blank as a file of the province: `name` in the address, `size` in bytes."""

    name: str
    title: str
    size: int

    @property
    def is_word(self) -> bool:
        return self.name.endswith(".docx")


@dataclass(frozen=True, kw_only=True)
class BlankForm:
    """A form of a procedure. `printable`: our own definition knows its questions, so it is printed here; otherwise
    only its name and the code or file name of the form (`form_code`) are known, from the national record.
    """

    procedure: str
    procedure_title: str
    field_title: str
    title: str
    form_code: str
    printable: bool
    official: tuple[OfficialFile, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PrintedForm:
    """A form as PDF."""

    pdf: bytes
    file_name: str


@dataclass(frozen=True, kw_only=True)
class OfficialContent:
    """The bytes of an official blank."""

    content: bytes
    media_type: str
    file_name: str
