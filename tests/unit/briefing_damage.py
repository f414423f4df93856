"""Ways of breaking a document, each the same for the same chance: what a bad disk, a bad mailbox or a bad person does to it."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable

Damage = Callable[[random.Random, bytes], bytes]


def flip_bits(chance: random.Random, data: bytes) -> bytes:
    """One to eight bits turned over."""
    held = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    return bytes(held)


def cut_short(chance: random.Random, data: bytes) -> bytes:
    """The end is missing."""
    return data[: chance.randrange(len(data))]


def cut_out(chance: random.Random, data: bytes) -> bytes:
    """A piece in the middle is missing."""
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randint(1, 1 + len(data) // 10) :]


def blank(chance: random.Random, data: bytes) -> bytes:
    """A stretch became nulls, as when a disk lost a sector."""
    start, long = chance.randrange(len(data)), chance.randint(1, 600)
    return data[:start] + (b"\0" * long)[: len(data) - start] + data[start + long :]


def put_in(chance: random.Random, data: bytes) -> bytes:
    """Bytes by chance in the middle."""
    start = chance.randrange(len(data))
    return data[:start] + chance.randbytes(chance.randint(1, 300)) + data[start:]


def repeat(chance: random.Random, data: bytes) -> bytes:
    """A stretch came twice."""
    start = chance.randrange(len(data))
    end = start + chance.randint(1, 2000)
    return data[:end] + data[start:end] + data[end:]


#: What happens to any file, byte by byte.
BYTES: tuple[Damage, ...] = (flip_bits, cut_short, cut_out, blank, put_in, repeat)


def _members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(each.filename, archive.read(each)) for each in archive.infolist()]


def _zipped(members: list[tuple[str, bytes]]) -> bytes:
    held = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members:
                archive.writestr(name, content)
    return held.getvalue()


def swap_members(chance: random.Random, data: bytes) -> bytes:
    """Two parts stand under each other's names."""
    members = _members(data)
    one, other = chance.sample(range(len(members)), 2)
    members[one], members[other] = (members[one][0], members[other][1]), (members[other][0], members[one][1])
    return _zipped(members)


def lose_member(chance: random.Random, data: bytes) -> bytes:
    """A part is gone."""
    members = _members(data)
    members.pop(chance.randrange(len(members)))
    return _zipped(members)


def double_member(chance: random.Random, data: bytes) -> bytes:
    """A part is there twice, the second time as something else."""
    members = _members(data)
    name, content = chance.choice(members)
    return _zipped([*members, (name, content[::-1])])


def swell_member(chance: random.Random, data: bytes) -> bytes:
    """A part that unpacks to far more than it takes up."""
    members = _members(data)
    which = chance.randrange(len(members))
    name, content = members[which]
    filling = chance.choice((b"\0", b" ", b"<a/>", b"<!-- -->", b"&amp;"))
    middle = content.rfind(b"</") if chance.random() < 0.5 else len(content)
    members[which] = (
        name,
        content[:middle] + filling * (chance.choice((100_000, 3_000_000)) // len(filling)) + content[middle:],
    )
    return _zipped(members)


def lose_relation(chance: random.Random, data: bytes) -> bytes:
    """One part does not say any more where another is, or says something else."""
    members = _members(data)
    which = chance.choice([n for n, (name, _) in enumerate(members) if name.endswith(".rels")])
    name, content = members[which]
    ties = re.findall(rb"<Relationship\b[^>]*>", content)
    if ties:
        tie = chance.choice(ties)
        others = [
            b"",
            re.sub(rb'Target=(["\'])[^"\']*', rb"Target=\1../../../x.xml", tie),
            tie.replace(b"Target=", b"TargetMode='External' Target="),
        ]
        content = content.replace(tie, chance.choice(others))
    members[which] = (name, content)
    return _zipped(members)


def add_member(chance: random.Random, data: bytes) -> bytes:
    """A part that has no business there."""
    extra = chance.choice(
        [
            ("word/vbaProject.bin", b"x"),
            ("ppt/vbaProject.bin", b"x"),
            ("../../x", b"x"),
            ("word/a.zip", data),
            ("xl/workbook.xml", b"<x/>"),
            ("word/", b""),
        ]
    )
    return _zipped([*_members(data), extra])


def lie_about_sizes(chance: random.Random, data: bytes) -> bytes:
    """What the list of parts says of one of them (size, place, kind of packing, password) is not so."""
    held = bytearray(data)
    marks = [each.start() for each in re.finditer(rb"PK\x01\x02", data)]
    at = chance.choice(marks) + chance.choice((8, 10, 16, 20, 24, 28, 42))
    struct.pack_into("<L", held, at, chance.choice((0, 1, 99, 2**31, 2**32 - 1, len(data))))
    return bytes(held)


def _in_xml(break_: Callable[[random.Random, bytes], bytes]) -> Damage:
    def damage(chance: random.Random, data: bytes) -> bytes:
        members = _members(data)
        parts = [n for n, (name, _) in enumerate(members) if name.endswith((".xml", ".rels"))]
        # Most often the part with the words.
        words = [n for n in parts if re.search(r"document\.xml$|slides/slide\d+\.xml$", members[n][0])]
        which = chance.choice(words if chance.random() < 0.6 else parts)
        members[which] = (members[which][0], break_(chance, members[which][1]))
        return _zipped(members)

    damage.__name__ = f"{break_.__name__}_in_xml"
    return damage


def _tag(chance: random.Random, markup: bytes) -> re.Match[bytes] | None:
    tags = list(re.finditer(rb"<[^<>]{1,400}>", markup))
    return chance.choice(tags) if tags else None


def lose_tag(chance: random.Random, markup: bytes) -> bytes:
    """A tag is gone, so that another has no partner."""
    tag = _tag(chance, markup)
    return markup[: tag.start()] + markup[tag.end() :] if tag else markup


def lose_element(chance: random.Random, markup: bytes) -> bytes:
    """An element is gone with what is in it, or as much of it as a plain search finds."""
    tag = _tag(chance, markup)
    name = re.match(rb"<([\w:]+)", tag[0]) if tag else None
    if tag is None or name is None:
        return markup
    end = markup.find(b"</" + name[1] + b">", tag.end())
    return markup[: tag.start()] + markup[end + len(name[1]) + 3 :] if end > 0 else markup


def swap_tags(chance: random.Random, markup: bytes) -> bytes:
    """One element is another kind of element."""
    one, other = _tag(chance, markup), _tag(chance, markup)
    names = [re.match(rb"</?([\w:]+)", each[0]) for each in (one, other) if each]
    if len(names) < 2 or names[0] is None or names[1] is None:
        return markup
    return re.sub(rb"(</?)" + re.escape(names[0][1]) + rb"(?=[\s/>])", rb"\1" + names[1][1], markup)


def wild_value(chance: random.Random, markup: bytes) -> bytes:
    """An attribute says something that no program writes."""
    values = list(re.finditer(rb"=([\"'])([^\"'<>]*)\1", markup))
    if not values:
        return markup
    value = chance.choice(values)
    wild = chance.choice(
        (
            b"",
            b"-1",
            b"0",
            b"99999999999999999999",
            b"1e400",
            b"nan",
            b"x" * 3000,
            "٣".encode(),
            b"%9%8%1",
            b"../../..",
            b"true",
            b"&#10;",
        )
    )
    return markup[: value.start(2)] + wild + markup[value.end(2) :]


def nest(chance: random.Random, markup: bytes) -> bytes:
    """An element stands within itself, many times over."""
    tag = _tag(chance, markup)
    name = re.match(rb"<([\w:]+)[^/]*>\Z", tag[0]) if tag else None
    if tag is None or name is None:
        return markup
    times = chance.choice((5, 60, 245, 300, 5000))
    return (
        markup[: tag.start()]
        + tag[0] * times
        + markup[tag.start() : tag.end()]
        + (b"</" + name[1] + b">") * times
        + markup[tag.end() :]
    )


def multiply(chance: random.Random, markup: bytes) -> bytes:
    """A stretch of elements comes a few hundred times."""
    one, other = _tag(chance, markup), _tag(chance, markup)
    if one is None or other is None:
        return markup
    start, end = sorted((one.start(), other.end()))
    return markup[:end] + markup[start:end] * min(300, 300_000 // (end - start + 1)) + markup[end:]


def add_entity(chance: random.Random, markup: bytes) -> bytes:
    """Words of its own that grow when they are put in."""
    lol = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(9))
    start = markup.find(b"?>") + 2 if markup.startswith(b"<?xml") else 0
    at = markup.rfind(b"</")
    return markup[:start] + b"<!DOCTYPE x [" + lol + b"]>" + markup[start:at] + b"&l8;" + markup[at:]


_MARKUP: tuple[Damage, ...] = (
    lose_tag,
    lose_element,
    swap_tags,
    wild_value,
    nest,
    multiply,
    add_entity,
    flip_bits,
    cut_short,
)
#: What happens to a web page besides.
PAGES: tuple[Damage, ...] = (*BYTES, *_MARKUP)
#: What happens to a Word or slides file besides.
PACKED: tuple[Damage, ...] = (
    *BYTES, swap_members, lose_member, double_member, swell_member, lose_relation, add_member, lie_about_sizes,
    *(_in_xml(each) for each in _MARKUP),
)  # fmt: skip


def lie_in_numbers(chance: random.Random, data: bytes) -> bytes:
    """A number in the markup of a PDF is another: a length, a place, a reference."""
    numbers = list(re.finditer(rb"(?<=[\s/\[])\d{1,10}(?=[\s\]/>])", data))
    if not numbers:
        return data
    number = chance.choice(numbers)
    return (
        data[: number.start()]
        + str(chance.choice((0, 1, 7, 10**9, 2**31, 10**20, chance.randrange(50)))).encode()
        + data[number.end() :]
    )


def swap_names(chance: random.Random, data: bytes) -> bytes:
    """A name in the markup of a PDF is another."""
    names = list(re.finditer(rb"/[A-Za-z]{2,12}", data))
    if not names:
        return data
    one, other = chance.choice(names), chance.choice(names)
    return data[: one.start()] + other[0] + data[one.end() :]


def point_to_itself(chance: random.Random, data: bytes) -> bytes:
    """A reference leads back to where it stands."""
    references = list(re.finditer(rb"\d+ 0 R", data))
    objects = list(re.finditer(rb"(\d+) 0 obj", data))
    if not references or not objects:
        return data
    reference, target = chance.choice(references), chance.choice(objects)
    return data[: reference.start()] + target[1] + b" 0 R" + data[reference.end() :]


#: What happens to a PDF besides.
PDF: tuple[Damage, ...] = (*BYTES, lie_in_numbers, swap_names, point_to_itself)
