# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workbook read with Python's own zip and XML readers."""
import re
import tempfile
import xml.etree.ElementTree as ET
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def unescaped(text):
    """What Excel makes of _xHHHH_ (ECMA-376, 22.4.2.4)."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)


class Book:
    def __init__(self, data):
        with tempfile.TemporaryFile() as file:
            file.write(data)
            with zipfile.ZipFile(file) as book:
                assert book.testzip() is None
                self.files = {name: book.read(name) for name in book.namelist()}
        strings = ET.fromstring(self.files["xl/sharedStrings.xml"])
        self.strings = [unescaped("".join(t.text or "" for t in si.iter(MAIN + "t"))) for si in strings]
        styles = ET.fromstring(self.files["xl/styles.xml"])
        names = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(MAIN + "numFmt")}
        self.formats = [names.get(xf.get("numFmtId"), xf.get("numFmtId")) for xf in styles.find(MAIN + "cellXfs")]
        self.sheet = ET.fromstring(self.files["xl/worksheets/sheet1.xml"])

    def cells(self):
        """{"A1": (type, value, format)}"""
        out = {}
        for c in self.sheet.iter(MAIN + "c"):
            assert c.find(MAIN + "f") is None, "a formula"
            value = c.find(MAIN + "v")
            if value is None:
                continue
            kind = c.get("t", "n")
            out[c.get("r")] = (kind, self.strings[int(value.text)] if kind == "s" else float(value.text),
                               self.formats[int(c.get("s", "0"))])
        return out
