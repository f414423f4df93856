"""Word files put together by chance: boxes in tables in controls in boxes; every word is read once, in order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count

import pytest

from nightlight.exchange.briefings.docx import read_docx
from tests.unit.briefing_files import inline, old_box, p, r, shape, word


class Made:
    """Blocks of a Word file by chance, and the words that a reader must find, in order."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._numbers = count()

    def blocks(self, deep: int) -> tuple[str, list[str]]:
        made = [self._block(deep) for _ in range(self._chance.randint(1, 4))]
        return "".join(each[0] for each in made), [word for each in made for word in each[1]]

    def _word(self) -> str:
        return f"word{next(self._numbers)}"

    def _block(self, deep: int) -> tuple[str, list[str]]:
        kinds = ["paragraph"] * 3 + (["table", "control", "custom", "alternatives", "inserted"] if deep else [])
        kind = self._chance.choice(kinds)
        if kind == "paragraph":
            return self._paragraph(deep)
        if kind == "table":
            return self._table(deep - 1)
        inner, words = self.blocks(deep - 1)
        return {
            "control": f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>",
            "custom": f"<w:customXml>{inner}</w:customXml>",
            "inserted": f"<w:ins>{inner}</w:ins>",
            "alternatives": f"<mc:AlternateContent><mc:Choice Requires='x'>{inner}</mc:Choice>"
            f"<mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent>",
        }[kind], words

    def _table(self, deep: int) -> tuple[str, list[str]]:
        rows, words = "", []
        for _ in range(self._chance.randint(1, 3)):
            cells = ""
            for _ in range(self._chance.randint(1, 3)):
                inner, said = self.blocks(deep)
                cell = f"<w:tc>{inner}</w:tc>"
                cells += f"<w:sdt><w:sdtContent>{cell}</w:sdtContent></w:sdt>" if self._chance.random() < 0.2 else cell
                words += said
            row = f"<w:tr>{cells}</w:tr>"
            rows += f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>" if self._chance.random() < 0.2 else row
            if self._chance.random() < 0.2:
                rows += f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('gone')}</w:tc></w:tr>"
        return f"<w:tbl>{rows}</w:tbl>", words

    def _paragraph(self, deep: int) -> tuple[str, list[str]]:
        parts, own, boxed = "", [], []
        for _ in range(self._chance.randint(0, 4)):
            if deep and self._chance.random() < 0.3:
                markup, said = self._box(deep - 1)
                parts += markup
                boxed += said
            else:
                markup, said = self._inline()
                parts += markup
                own += said
        # What is anchored in a paragraph stands after it.
        return f"<w:p>{parts}</w:p>", own + boxed

    def _inline(self) -> tuple[str, list[str]]:
        said = self._word()
        run = r(f"{said} ")
        mark = {each: f"<w:r><w:fldChar w:fldCharType='{each}'/></w:r>" for each in ("begin", "separate", "end")}
        return self._chance.choice(
            [
                (run, [said]),
                (f"<w:ins>{run}</w:ins>", [said]),
                (f"<w:moveTo>{run}</w:moveTo>", [said]),
                (f"<w:hyperlink w:anchor='x'>{run}</w:hyperlink>", [said]),
                (f"<w:smartTag><w:sdt><w:sdtContent>{run}</w:sdtContent></w:sdt></w:smartTag>", [said]),
                (f"<w:fldSimple w:instr='REF x'>{run}</w:fldSimple>", [said]),
                (
                    f"{mark['begin']}<w:r><w:instrText>REF y</w:instrText></w:r>{mark['separate']}{run}{mark['end']}",
                    [said],
                ),
                ("<w:del><w:r><w:delText>gone </w:delText></w:r></w:del>", []),
                (f"<w:moveFrom>{r('gone ')}</w:moveFrom>", []),
                (r("gone ", "<w:vanish/>"), []),
            ]
        )

    def _box(self, deep: int) -> tuple[str, list[str]]:
        inner, words = self.blocks(deep)
        new = inline(shape(inner)).removeprefix("<w:r>").removesuffix("</w:r>")
        group = inline(f"<wpg:wgp>{shape(inner)}</wpg:wgp>").removeprefix("<w:r>").removesuffix("</w:r>")
        return self._chance.choice(
            [
                f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{new}</mc:Choice>"
                f"<mc:Fallback>{old_box(inner)}</mc:Fallback></mc:AlternateContent></w:r>",
                f"<w:r>{new}</w:r>",
                f"<w:r>{group}</w:r>",
                f"<w:r>{old_box(inner)}</w:r>",
            ]
        ), words


def _words(texts: Iterator[str]) -> list[str]:
    return [word for text in texts for word in text.split()]


@pytest.mark.parametrize("seed", range(60))
def test_every_word_of_a_file_made_by_chance_is_read_once_and_in_order(seed: int) -> None:
    body, expected = Made(seed).blocks(4)

    document = read_docx(word(p("start") + body), "made-up.docx")

    assert _words(document.words(each) for each in document.blocks) == ["start", *expected]
    assert len({each.start for each in document.blocks}) == len(document.blocks)
