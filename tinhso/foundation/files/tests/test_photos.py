"""Phone photos become one readable PDF: upright, in order, without place or camera, in bounded memory."""

import resource
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageFile

from tinhso.foundation.files import api
from tinhso.foundation.files import testing as samples
from tinhso.foundation.files.errors import UploadRefused


def picture_of(page: pikepdf.Page) -> pikepdf.Stream:
    stream = page.Resources.XObject.P
    assert isinstance(stream, pikepdf.Stream)
    return stream


def pages_of(content: bytes) -> list[Image.Image]:
    with pikepdf.open(BytesIO(content)) as pdf:
        return [pikepdf.PdfImage(picture_of(page)).as_pil_image().convert("RGB") for page in pdf.pages]


def corner(image: Image.Image, name: str) -> str:
    width, height = image.size
    x = width // 8 if "left" in name else width * 7 // 8
    y = height // 8 if "top" in name else height * 7 // 8
    red, _, blue = image.crop((x, y, x + 1, y + 1)).tobytes()
    return "red" if red > blue else "blue"


def test_several_photos_become_pages_in_order() -> None:
    made = api.photos_to_pdf(
        [samples.photo((400, 300)), samples.photo((300, 400), form="PNG"), samples.photo(form="HEIF")]
    )

    assert [page.size for page in pages_of(made)] == [(400, 300), (300, 400), (400, 300)]
    with pikepdf.open(BytesIO(made)) as pdf:
        boxes = [tuple(round(float(side)) for side in page.mediabox) for page in pdf.pages]
    assert boxes == [(0, 0, 842, 595), (0, 0, 595, 842), (0, 0, 842, 595)]


@pytest.mark.parametrize(
    ("orientation", "red_corner"), [(1, "top left"), (3, "bottom right"), (6, "top right"), (8, "bottom left")]
)
def test_photo_is_turned_upright(orientation: int, red_corner: str) -> None:
    for size in ((400, 300), (4000, 3000)):
        (page,) = pages_of(api.photos_to_pdf([samples.photo(size, orientation=orientation)]))

        assert corner(page, red_corner) == "red"
        assert (page.height > page.width) == (orientation in (6, 8))


def test_twelve_megapixels_stay_readable_and_small() -> None:
    made = api.photos_to_pdf([samples.photo((4032, 3024))])

    (page,) = pages_of(made)
    assert page.size == (2340, 1755)
    assert len(made) < 1_500_000


def test_place_and_camera_are_gone() -> None:
    source = samples.photo(gps=True)
    assert b"MAYCHUP" in source

    made = api.photos_to_pdf([source])

    with pikepdf.open(BytesIO(made)) as pdf:
        jpeg = pdf.pages[0].Resources.XObject.P.read_raw_bytes()
    assert b"Exif" not in jpeg
    assert b"MAYCHUP" not in made
    assert dict(Image.open(BytesIO(jpeg)).getexif()) == {}


def test_transparent_picture_is_on_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(out, "PNG")

    (page,) = pages_of(api.photos_to_pdf([out.getvalue()]))

    assert page.getpixel((50, 50)) == (255, 255, 255)


def test_broken_photo_refuses_all_and_names_itself() -> None:
    photos = [samples.photo(), b"\xff\xd8\xffnothing", samples.photo()]
    with pytest.raises(UploadRefused) as refused:
        api.photos_to_pdf(photos, name="anh1.pdf", names=["anh1.jpg", "anh2.jpg", "anh3.jpg"])

    assert str(refused.value) == "Không nhận tệp “anh2.jpg”: là ảnh hỏng, không mở được; hãy chụp lại."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_half_a_photo_is_refused_also_where_papers_are_printed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The printing library asks for leniency once it is loaded, in the same process."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    out = BytesIO()
    Image.effect_noise((400, 300), 60).convert("RGB").save(out, kind)
    whole = out.getvalue()

    assert api.photos_to_pdf([whole]).startswith(b"%PDF")
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(UploadRefused, match="là ảnh hỏng, không mở được; hãy chụp lại"):
        api.photos_to_pdf([whole[: len(whole) // 2]])


def test_many_large_photos_do_not_pile_up_in_memory() -> None:
    source = samples.photo((4032, 3024))

    def photos() -> Iterator[bytes]:
        for _ in range(12):
            yield source

    api.photos_to_pdf([source])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    api.photos_to_pdf(photos())

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000
