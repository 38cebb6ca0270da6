"""How people write what they look for: folding, courtesy words, everyday words for official ones.

These are words of the language. Everyday names of one procedure are `aliases` in its definition.
"""

import re

from tinhso.kernel.text import fold

# Everyday words → the words of the official names, both folded. Longer ones are tried first.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "giay doc than": ("xac nhan tinh trang hon nhan",),
    "chung nhan doc than": ("xac nhan tinh trang hon nhan",),
    "xac nhan doc than": ("xac nhan tinh trang hon nhan",),
    "doc than": ("tinh trang hon nhan",),
    "giay chua ket hon": ("xac nhan tinh trang hon nhan",),
    "lay vo": ("ket hon",),
    "lay chong": ("ket hon",),
    "cuoi": ("ket hon",),
    "lay nguoi nuoc ngoai": ("ket hon co yeu to nuoc ngoai",),
    "lay vo nguoi nuoc ngoai": ("ket hon co yeu to nuoc ngoai",),
    "lay chong nguoi nuoc ngoai": ("ket hon co yeu to nuoc ngoai",),
    "ket hon voi nguoi nuoc ngoai": ("ket hon co yeu to nuoc ngoai",),
    "hon thu": ("ket hon",),
    "ly di": ("ly hon",),
    "de con": ("khai sinh",),
    "sinh con": ("khai sinh",),
    "moi sinh": ("khai sinh",),
    "em be": ("khai sinh",),
    "lam khai sinh": ("dang ky khai sinh",),
    "nguoi chet": ("khai tu",),
    "chet": ("khai tu",),
    "mat nguoi than": ("khai tu",),
    "chung tu": ("khai tu",),
    "bao tu": ("khai tu",),
    "con nuoi": ("nuoi con nuoi",),
    "nhan con": ("nhan cha me con",),
    "nhan cha": ("nhan cha me con",),
    "doi ten cho con": ("thay doi cai chinh bo sung thong tin ho tich",),
    "doi ho ten": ("thay doi cai chinh bo sung thong tin ho tich",),
    "nguoi nuoc ngoai": ("co yeu to nuoc ngoai",),
    "mat bang lai": ("cap lai giay phep lai xe",),
    "mat can cuoc": ("cap lai the can cuoc",),
    "mat cccd": ("cap lai the can cuoc",),
    "doi ten": ("thay doi cai chinh ho tich",),
    "sua ten": ("thay doi cai chinh ho tich",),
    "sua giay khai sinh": ("thay doi cai chinh bo sung thong tin ho tich",),
    "sai ten": ("cai chinh ho tich",),
    "sai ngay sinh": ("cai chinh ho tich",),
    "sao y": ("chung thuc ban sao tu ban chinh",),
    "photo cong chung": ("chung thuc ban sao tu ban chinh",),
    "cong chung ban sao": ("chung thuc ban sao tu ban chinh",),
    "cong chung chu ky": ("chung thuc chu ky",),
    "so ho khau": ("dang ky thuong tru",),
    "ho khau": ("thuong tru",),
    "nhap khau": ("dang ky thuong tru",),
    "nhap ho khau": ("dang ky thuong tru",),
    "chuyen khau": ("dang ky thuong tru",),
    "xin con nuoi": ("dang ky nuoi con nuoi",),
    "tach khau": ("tach ho",),
    "kt3": ("tam tru",),
    "can cuoc": ("the can cuoc",),
    "cccd": ("the can cuoc",),
    "cmnd": ("the can cuoc",),
    "chung minh thu": ("the can cuoc",),
    "chung minh nhan dan": ("the can cuoc",),
    "ly lich tu phap": ("phieu ly lich tu phap",),
    "lltp": ("phieu ly lich tu phap",),
    "giay khong tien an": ("phieu ly lich tu phap",),
    "tien an": ("ly lich tu phap",),
    "ho chieu": ("ho chieu pho thong",),
    "passport": ("ho chieu",),
    "visa": ("thi thuc",),
    "bang lai": ("giay phep lai xe",),
    "bang lai xe": ("giay phep lai xe",),
    "gplx": ("giay phep lai xe",),
    "bien so": ("dang ky xe bien so xe",),
    "ca vet": ("chung nhan dang ky xe",),
    "sang ten xe": ("dang ky xe thay doi chu xe",),
    "mua ban xe": ("dang ky xe thay doi chu xe",),
    "phu hieu": ("phu hieu xe kinh doanh van tai",),
    "xe hop dong": ("phu hieu xe kinh doanh van tai",),
    "so do": ("giay chung nhan quyen su dung dat",),
    "so hong": ("giay chung nhan quyen su dung dat quyen so huu",),
    "gcnqsdd": ("giay chung nhan quyen su dung dat",),
    "qsdd": ("quyen su dung dat",),
    "xay nha": ("giay phep xay dung",),
    "phep xay nha": ("giay phep xay dung nha o rieng le",),
    "gpxd": ("giay phep xay dung",),
    "sua nha": ("giay phep sua chua cai tao",),
    "chat cay": ("chat ha cay xanh",),
    "don cay": ("chat ha cay xanh",),
    "nha xa hoi": ("nha o xa hoi",),
    "noxh": ("nha o xa hoi",),
    "pccc": ("phong chay chua chay",),
    "ket hon gia": ("huy ket hon",),
    "nhap quoc tich": ("nhap quoc tich viet nam",),
    "luat su": ("luat su",),
    "di chuc": ("chung thuc di chuc",),
    "giay uy quyen": ("chung thuc chu ky giay uy quyen",),
    "uy quyen": ("chung thuc chu ky",),
    "hop dong mua ban": ("chung thuc hop dong giao dich",),
    "thua ke": ("khai nhan di san phan chia di san",),
    "con dau": ("dang ky mau con dau",),
    "trich luc": ("ban sao trich luc ho tich",),
    "mat giay khai sinh": ("cap ban sao trich luc ho tich ban sao giay khai sinh", "dang ky lai khai sinh"),
    "giay khai sinh bi mat": ("cap ban sao giay khai sinh", "dang ky lai khai sinh"),
    "ubnd": ("uy ban nhan dan",),
    "bhyt": ("bao hiem y te",),
    "hkd": ("ho kinh doanh",),
    "dkkd": ("dang ky kinh doanh",),
}

# Said around what one looks for. Taken away only while something is left.
COURTESY = (
    "toi muon", "em muon", "minh muon", "cho toi hoi", "cho hoi", "lam the nao de", "lam sao de", "lam the nao",
    "lam sao", "can giay to gi", "can nhung gi", "can gi", "o dau", "nhu the nao", "thu tuc", "ho so", "xin cap", "xin",
    "lam giay", "lam", "cho con", "cua toi", "bao lau", "mat bao nhieu", "het bao nhieu tien", "voi a", "online",
)  # fmt: skip

_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold_words(text: str) -> str:
    """Folded, letters and digits only, one blank between words, y written i (kỷ/kỉ, lý/lí are the same to people)."""
    return _NOT_WORD.sub(" ", fold(text)).strip().replace("y", "i")


_SYNONYMS = tuple(
    sorted(
        ((fold_words(word), tuple(map(fold_words, official))) for word, official in SYNONYMS.items()),
        key=lambda pair: (-len(pair[0]), pair[0]),
    )
)
_COURTESY = tuple(sorted(map(fold_words, COURTESY), key=lambda words: (-len(words), words)))
# Subjects that stand for themselves: the rest of a long question is left out beside them.
_TOPICS = tuple(map(fold_words, ("khai sinh", "khai tử", "kết hôn", "giám hộ", "tạm trú", "thường trú", "hộ chiếu")))


def drop_courtesy(words: str) -> str:
    """Takes courtesy words away, longest first, as long as something is left."""
    text = f" {words} "
    for phrase in _COURTESY:
        shorter = text.replace(f" {phrase} ", " ")
        if shorter.strip():
            text = shorter
    return text.strip()


def variants(query: str) -> tuple[tuple[str, float], ...]:
    """(words to search, weight): as written, with everyday words made official, and the official words alone."""
    plain = fold_words(query)
    bare = drop_courtesy(plain)
    found = {bare: 1.0}
    for text in (plain, bare):
        for word, official in _synonyms_in(text):
            for words in official:
                found.setdefault(_replaced(text, word, words), 0.97)
    for word, official in _synonyms_in(plain)[:2]:
        for words in official:
            if word not in words:
                found.setdefault(words, 0.9)
    for topic in _TOPICS:
        if f" {topic} " in f" {plain} ":
            found.setdefault(topic, 0.6)
    return tuple(found.items())


def _synonyms_in(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Synonyms whose everyday words stand in the text, longest first; a word is used once."""
    rest = f" {text} "
    found = []
    for word, official in _SYNONYMS:
        if f" {word} " in rest:
            found.append((word, official))
            rest = rest.replace(f" {word} ", " | ")
    return found


def _replaced(text: str, word: str, official: str) -> str:
    """The text with the official words once, where the everyday word stood."""
    without = f" {text} ".replace(f" {official} ", " ")
    return drop_courtesy(without.replace(f" {word} ", f" {official} ", 1).strip() or official)
