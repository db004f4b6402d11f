# SPDX-License-Identifier: AGPL-3.0-or-later
"""What makes a PDF file accessible (ISO 14289-1, 7), as functions that raise what they find: every mark on a page
belongs to a tag or is decoration, the tags make sense, language, title and alternative texts are there."""
import re
import subprocess
import tempfile

import pikepdf

PAINT = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "EI", "INLINE IMAGE"}
TAGS = {"Document", "Part", "H1", "H2", "H3", "P", "Span", "Link", "Figure", "Table", "TR", "TH", "TD", "L", "LI",
        "Lbl", "LBody"}
INSIDE = {"Document": {"Part"}, "Table": {"TR"}, "TR": {"TH", "TD"}, "L": {"LI"}, "LI": {"Lbl", "LBody"},
          "P": {"Span", "Link"}}


def name(node):
    return str(node.S)[1:]


def kids(node):
    k = node.get("/K")
    return [] if k is None else list(k) if isinstance(k, pikepdf.Array) else [k]


def elements(node):
    return [k for k in kids(node) if isinstance(k, pikepdf.Dictionary) and "/S" in k]


def marks(node):
    return [int(k) for k in kids(node) if isinstance(k, int)]


def same(a, b):
    return a.objgen == b.objgen and a.objgen != (0, 0)


def painted(page):
    """The marks of a page: {number: tag}. Everything that paints stands in one, or is decoration."""
    found, stack, saved, in_text = {}, [], 0, False
    for operands, operator in pikepdf.parse_content_stream(page):
        op = str(operator)
        if op in ("BDC", "BMC"):
            tag = str(operands[0])[1:]
            number = operands[1].get("/MCID") if op == "BDC" and isinstance(operands[1], pikepdf.Dictionary) else None
            if number is not None:
                assert int(number) not in found, f"mark {number} stands twice"
                assert not any(n is not None or t == "Artifact" for t, n in stack), "marks in one another"
                found[int(number)] = tag
            stack.append((tag, number))
        elif op == "EMC":
            stack.pop()
        elif op in ("q", "Q"):
            saved += 1 if op == "q" else -1
            assert saved >= 0
        elif op in ("BT", "ET"):
            assert in_text == (op == "ET")
            in_text = op == "BT"
        elif op in PAINT:
            assert any(n is not None or t == "Artifact" for t, n in stack), f"{op} outside of every tag"
    assert not stack and saved == 0 and not in_text
    return found


class Tree:
    """The tags, and the marks of the pages."""

    def __init__(self, data):
        self.file = tempfile.NamedTemporaryFile(suffix=".pdf")
        self.file.write(data)
        self.file.flush()
        self.pdf = pikepdf.open(self.file.name)
        self.root = self.pdf.Root
        self.nodes = []  # (depth, element) in reading order
        top = kids(self.root.StructTreeRoot)
        assert len(top) == 1 and top[0].S == "/Document", top
        self.collect(top[0], 0)
        numbers = list(self.root.StructTreeRoot.ParentTree.Nums)
        self.parents = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}

    def collect(self, node, depth):
        self.nodes.append((depth, node))
        for kid in elements(node):
            assert same(kid.P, node), "a tag names another parent than the one it hangs on"
            self.collect(kid, depth + 1)

    def of(self, *names):
        return [node for _, node in self.nodes if name(node) in names]

    def text(self, first=1, last=99, *options):
        out = subprocess.run(["pdftotext", *options, "-f", str(first), "-l", str(last), self.file.name, "-"],
                             capture_output=True, text=True, check=True).stdout
        return re.sub("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", "", out)


def marks_belong_to_tags(t):
    for page in t.pdf.pages:
        assert page.get("/Tabs") == "/S"
        parents = t.parents[int(page.StructParents)]
        for number, tag in painted(page).items():
            parent = parents[number]
            assert name(parent) == tag and number in marks(parent), (number, tag)
            assert same(parent.Pg, page.obj)
    pages = {page.obj.objgen: painted(page) for page in t.pdf.pages}
    for _, node in t.nodes:
        for number in marks(node):
            assert pages[node.Pg.objgen][number] == name(node)


def tags_stand_where_they_may(t):
    for _, node in t.nodes:
        assert name(node) in TAGS, name(node)
        for kid in elements(node):
            assert name(kid) in INSIDE.get(name(node), TAGS - {"Document", "Part"}), (name(node), name(kid))
        assert elements(node) or marks(node) or name(node) == "TD", f"nothing in {name(node)}"


def headings_leave_no_gap(t):
    for part in t.of("Part"):
        levels = [int(name(kid)[1]) for kid in elements(part) if re.fullmatch("H[1-6]", name(kid))]
        assert levels[0] == 1 and all(b <= a + 1 for a, b in zip(levels, levels[1:])), levels


def fonts_are_embedded(t):
    fonts = {}
    for page in t.pdf.pages:
        for _, font in page.Resources.get("/Font", {}).items():
            fonts[font.objgen] = font
    for font in fonts.values():
        inner = font.DescendantFonts[0] if font.Subtype == "/Type0" else font
        assert any(key in inner.FontDescriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")), font.BaseFont
        assert re.match(r"/[A-Z]{6}\+(NotoSans|Amiri)", str(font.BaseFont)), font.BaseFont
        assert "/ToUnicode" in font, font.BaseFont


def sound(t):
    """All of it, and what every file has."""
    marks_belong_to_tags(t)
    tags_stand_where_they_may(t)
    headings_leave_no_gap(t)
    fonts_are_embedded(t)
    assert not t.of("Private")
    assert re.fullmatch("de|en|ar|tr|uk|fr", str(t.root.Lang))
    assert bool(t.root.ViewerPreferences.DisplayDocTitle) and str(t.pdf.docinfo.Title)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in t.root.Metadata.read_bytes()
    assert all(str(f.get("/Alt", "")) for f in t.of("Figure"))
    assert all(str(c.A.Scope) in ("/Row", "/Column") for c in t.of("TH"))
    for page in t.pdf.pages:
        assert all(str(a.Contents) and str(a.A.URI) for a in page.get("/Annots", []))
