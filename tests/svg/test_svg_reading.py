"""Reading files from outside: what real exports contain is taken, what is hostile or broken is refused, quickly and by name."""

from __future__ import annotations

import base64
import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualgen.errors import LimitExceeded, SvgError, VisualgenError
from visualgen.settings import Limits
from visualgen.svg.attributes import SVG
from visualgen.svg.reading import read_svg

LIMITS = Limits()
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10">'


def read(text: str | bytes) -> object:
    data = text.encode() if isinstance(text, str) else text
    return read_svg(data, name="x.svg", limits=LIMITS)


def refused(text: str | bytes) -> VisualgenError:
    start = time.process_time()
    with pytest.raises(VisualgenError) as caught:
        read(text)
    assert time.process_time() - start < 4
    assert caught.value.mend
    assert str(caught.value.place["file"]).startswith("x.svg")
    return caught.value


def test_adobe_entities_and_doctype() -> None:
    text = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" '
        '[<!ENTITY ns_svg "http://www.w3.org/2000/svg"><!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">]>'
        '<svg xmlns="&ns_svg;" xmlns:i="&ns_ai;" width="10" height="10">'
        '<switch><foreignObject requiredExtensions="&ns_ai;"/></switch></svg>'
    )
    root = read_svg(text.encode(), name="x.svg", limits=LIMITS)
    assert root.tag == SVG + "svg"
    assert root[0][0].get("requiredExtensions") == "http://ns.adobe.com/AdobeIllustrator/10.0/"
    read('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.0//EN" "http://www.w3.org/TR/2001/REC-SVG-20010904/DTD/svg10.dtd">' + HEAD + "</svg>")


@pytest.mark.parametrize(
    "data",
    [
        (HEAD + "<text>é</text></svg>").encode("utf-16"),
        b"\xef\xbb\xbf" + (HEAD + "<text>é</text></svg>").encode(),
        ('<?xml version="1.0" encoding="iso-8859-1"?>' + HEAD + "<text>é</text></svg>").encode("latin-1"),
        ('<?xml version="1.0" encoding="windows-1252"?>' + HEAD + "<text>é</text></svg>").encode("cp1252"),
        (HEAD + "<text>&#233;</text></svg>").encode("ascii"),
    ],
)
def test_encodings(data: bytes) -> None:
    assert read_svg(data, name="x.svg", limits=LIMITS)[0].text == "é"


def test_wrong_encodings_are_named() -> None:
    assert "UTF-8" in refused((HEAD + "<text>é</text></svg>").encode("latin-1")).mend
    refused(('<?xml version="1.0" encoding="no-such"?>' + HEAD + "</svg>").encode())
    refused(('<?xml version="1.0" encoding="utf-16"?>' + HEAD + "</svg>").encode())


def test_scripts_events_comments_and_links_are_taken_away() -> None:
    root = read_svg(
        (
            HEAD + '<!-- c --><?p i?><script>1</script>kept<rect onclick="x()" xml:base="http://a/" fill="red"/>'
            '<a href="javascript:1"><rect/></a></svg>'
        ).encode(),
        name="x.svg",
        limits=LIMITS,
    )
    assert [child.tag for child in root] == [SVG + "rect", SVG + "a"]
    assert root.text == "kept"
    assert dict(root[0].attrib) == {"fill": "red"}
    assert not root[1].attrib


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + "\n<rect></svg>", 2),
        (HEAD + "\n\n<rect fill='a' fill='b'/></svg>", 3),
        (HEAD + "\n&nbsp;</svg>", 2),
        (HEAD + "\x01</svg>", 1),
        (HEAD, 1),
        ("no markup", 1),
    ],
)
def test_broken_markup_names_its_line(text: str, line: int) -> None:
    error = refused(text)
    assert isinstance(error, SvgError)
    assert error.place["line"] == line


def test_empty_compressed_or_other_files() -> None:
    refused(b"")
    assert "plain SVG" in refused(b"\x1f\x8b\x08\x00").mend
    assert "<html>" in refused("<html/>").message
    assert "xmlns" in refused("<svg/>").mend


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY a PUBLIC "x" "http://a/b">',
        '<!ENTITY % a SYSTEM "http://a/b"> %a;',
        '<!ENTITY a "<rect/>">',
        f'<!ENTITY a "{"x" * 3000}">',
    ],
)
def test_dangerous_entities(declaration: str) -> None:
    error = refused(f"<!DOCTYPE svg [{declaration}]>{HEAD}&a;</svg>")
    assert isinstance(error, SvgError)
    assert "entit" in error.message


def test_amplification_by_flat_entities() -> None:
    refused(f'<!DOCTYPE svg [<!ENTITY a "{"x" * 1900}">]>{HEAD}{"&a;" * 200_000}</svg>')


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "<g/>" * 1_000_000 + "</svg>",
        HEAD + "<g>" * 100_000 + "</g>" * 100_000 + "</svg>",
        HEAD.replace('"10"', '"100000"') + "</svg>",
        HEAD + "x" * 21_000_000 + "</svg>",
        HEAD + "<g " + " ".join(f"a{i}='1'" for i in range(50_000)) + "/></svg>",
    ],
    ids=["nodes", "depth", "canvas", "bytes", "attributes"],
)
def test_size_limits(text: str) -> None:
    assert isinstance(refused(text), LimitExceeded)


@pytest.mark.parametrize(
    "markup",
    [
        '<image href="http://a/b.png"/>',
        '<image xlink:href="https://a/b.png"/>',
        '<image href="//a/b.png"/>',
        '<image href="file:///etc/passwd"/>',
        '<image href="/etc/passwd"/>',
        '<image href="../secret.png"/>',
        '<image href="%2e%2e/secret.png"/>',
        '<image href="C:\\a.png"/>',
        '<use href="other.svg#a"/>',
        '<feImage href="http://a/b"/>',
        '<linearGradient xlink:href="http://a/b#c"/>',
        '<rect fill="url(http://a/b#c)"/>',
        '<g filter="url(other.svg#f)"/>',
        '<image href="data:text/html,x"/>',
        '<image href="data:,x"/>',
        '<use href="data:image/png;base64,AAAA"/>',
        '<image href="data:image/svg+xml,not markup"/>',
        "<image href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='http://a'/%3E%3C/svg%3E\"/>",
    ],
)
def test_references_out_of_the_file(markup: str) -> None:
    error = refused(f"{HEAD}\n\n{markup}</svg>")
    assert isinstance(error, SvgError)
    assert error.place["line"] in (3, 1)


@pytest.mark.parametrize(
    "markup",
    [
        '<image href="sample/photo.jpg"/>',
        '<image href="./assets/photo%20a.jpg"/>',
        '<image href="data:image/png;base64,AAAA"/>',
        '<image href="data:image/jpeg;base64, AA\nAA"/>',
        '<image href="data:image/webp;charset=utf-8;base64,AAAA"/>',
        "<image href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E\"/>",
        '<rect fill="url(#a) red"/>',
        "<style>@import url(http://a/b);@font-face{src:url(http://a/b)}</style>",
        '<rect fill="url( &quot;#a&quot; )"/>',
    ],
)
def test_references_that_stay(markup: str) -> None:
    read(f"{HEAD}{markup}</svg>")


def test_a_large_photo_may_be_embedded() -> None:
    read(f'{HEAD}<image href="data:image/jpeg;base64,{"A" * 12_000_000}"/></svg>')


def test_nested_drawings_are_judged_too() -> None:
    inner = HEAD + '<g id="a"><use href="#a"/></g></svg>'
    for _ in range(3):
        inner = f'{HEAD}<image href="data:image/svg+xml;base64,{base64.b64encode(inner.encode()).decode()}"/></svg>'
    refused(inner)
    refused(f'{HEAD}<image href="data:image/svg+xml;base64,%%%"/></svg>')


MARKUP = st.recursive(
    st.sampled_from(["<rect/>", "<use href='#a'/>", "text", "&a;", "<!-- c -->", "<![CDATA[x]]>", "<style>a{", "\x00", "<b", "&#0;"]),
    lambda inner: st.builds(
        lambda name, parts: f"<{name} id='a'>{''.join(parts)}</{name}>", st.sampled_from(["g", "svg", "a"]), st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | MARKUP.map(lambda body: (HEAD + body + "</svg>").encode()) | st.text(max_size=100).map(str.encode))
def test_only_our_errors_come_out(data: bytes) -> None:
    with contextlib.suppress(VisualgenError):
        read_svg(data, name="x.svg", limits=LIMITS)
