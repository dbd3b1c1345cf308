"""Texts from outside stay in their place, whatever is in them: judged by a Markdown parser."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pulumi_ha_web.report import markdown
from pulumi_ha_web.report.markdown import bold, code, details, fence, html_code, one_line, plain, prose, table, visible

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")

NASTY = st.text(
    alphabet=st.sampled_from("ab1@#`*_~|\\<>&![](){}-+=.:$/'\" \n\r\t\u200b\u202e\x1b") | st.characters(), max_size=40
)
EXAMPLES = [
    "@everyone",
    "``` \n</details>",
    "a | b",
    "\\",
    "a\\|b",
    "<!-- x -->",
    "--> <script>",
    "![x](http://x/y.png)",
    "[x](javascript:alert(1))",
    "1. x",
    "# x",
    "> x",
    "---",
    "***",
    "&lt;b&gt;",
    "&#60;",
    "__init__",
    "https://x.y/z",
    "www.x.y",
    "#1",
    "GH-12",
    "~~x~~",
    "\x1b[31m",
    "\u202eabc",
    "\ud800",
    "",
    "``",
    "`",
]


def text_of(tokens: list[Token]) -> str:
    return "".join(each.content for each in tokens)


def inline(source: str) -> list[Token]:
    """Return what is in the one paragraph that a source must be."""
    tokens = PARSER.parse(source)
    assert [each.type for each in tokens] == ["paragraph_open", "inline", "paragraph_close"], source
    return tokens[1].children or []


@given(NASTY)
@example("@a #1 GH-1 a_b_c __x__")
def test_plain_text_reads_as_it_is_and_is_nothing_else(text: str) -> None:
    tokens = inline(f"x {plain(text)} y")
    assert {each.type for each in tokens} <= {"text"}
    assert text_of(tokens).replace("\u200b", "") == f"x {one_line(text)} y"


@given(NASTY)
def test_plain_text_mentions_nobody_and_refers_to_nothing(text: str) -> None:
    shown = text_of(inline(f"x {plain(text)}"))
    assert not re.search(r"@\w|#\d|\bGH-\d", shown, re.IGNORECASE)


def test_what_github_makes_links_of_is_parted_from_its_sign() -> None:
    assert plain("@jane a@b #1 gh-12 GH-x #a") == "@&#8203;jane a@&#8203;b #&#8203;1 gh-&#8203;12 GH-x #a"
    assert plain("https://x.y www.x.y") == "https&#58;//x.y www&#46;x.y"


@pytest.mark.parametrize("character", [*"\x00\x07\x1b\x7f\x9b\xad\u200b\u200f\u202a\u202e\u2066\u2069\ufeff\ud800"])
def test_what_cannot_be_seen_is_shown(character: str) -> None:
    assert visible(f"a{character}b") == "a�b"
    assert visible("a\tb\r\nc\rd") == "a\tb\nc\nd"


@given(NASTY)
@example("- a")
@example("+ a")
@example("= a")
@example("===")
@example("# a")
@example("> a")
@example("1. a")
@example("12) a")
@example("***")
@example("    a")
@example("```")
@example("~~~")
@example("<div>")
@example("[a]: /b")
def test_plain_text_begins_no_block(text: str) -> None:
    if one_line(text):
        assert text_of(inline(plain(text))).replace("\u200b", "") == one_line(text)


@given(NASTY)
def test_code_reads_as_it_is_and_is_nothing_else(text: str) -> None:
    first, *tokens, last = inline(f"x {code(text)} y")
    assert (first.content, last.content) == ("x ", " y")
    kinds = [each.type for each in tokens if each.type != "text"]
    assert kinds in (["code_inline"], ["html_inline", "html_inline"])
    assert text_of([each for each in tokens if each.type != "html_inline"]) == one_line(text)


class Tags(HTMLParser):
    """Collects the tags and the text of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")

    def handle_data(self, data: str) -> None:
        self.text += data


@given(NASTY, NASTY)
def test_a_summary_holds_code_alone(text: str, body: str) -> None:
    html = PARSER.render(details(html_code(text), fence(body)))
    found = Tags()
    found.feed(html)
    assert found.tags == ["details", "summary", "code", "pre", "code"]
    assert one_line(text) in found.text
    assert html.rstrip().endswith("</details>")


@given(NASTY)
@example("```")
@example("a\n````\nb")
@example("~~~")
def test_a_fence_holds_whatever_text_as_one_block(text: str) -> None:
    tokens = PARSER.parse(f"before\n\n{fence(text, 'diff')}\n\nafter")
    kinds = [each.type for each in tokens if each.type in ("fence", "inline")]
    assert kinds == ["inline", "fence", "inline"]
    (block,) = [each for each in tokens if each.type == "fence"]
    assert block.content.rstrip("\n") == visible(text).rstrip("\n")


@given(st.lists(st.tuples(NASTY, NASTY), min_size=1, max_size=3))
def test_a_table_has_its_rows_and_columns_whatever_is_in_its_cells(rows: list[tuple[str, str]]) -> None:
    source = table(["One", "Two"], [[code(one), plain(two)] for one, two in rows])
    kinds = [each.type for each in PARSER.parse(source)]
    assert kinds[0] == "table_open"
    assert kinds[-1] == "table_close"
    assert (kinds.count("tr_open"), kinds.count("td_open")) == (len(rows) + 1, 2 * len(rows))


@given(NASTY)
def test_prose_is_text_and_code_alone(text: str) -> None:
    tokens = inline(f"x {prose(text)} y")
    assert {each.type for each in tokens} <= {"text", "code_inline", "html_inline"}
    assert not re.search(r"@\w", "".join(each.content for each in tokens if each.type == "text"))


def test_prose_has_code_between_backticks_where_they_are_pairs() -> None:
    assert prose("run `a|b` and *c*") == "run <code>a&#124;b</code> and &#42;c&#42;"
    assert prose("run `x --y` now") == "run `x --y` now"
    assert prose("a ` b") == "a &#96; b"
    assert prose("a `` b") == "a &#96;&#96; b"


@pytest.mark.parametrize("text", EXAMPLES)
@pytest.mark.parametrize("show", [plain, code, prose, bold, html_code])
def test_known_tricks_stay_text(text: str, show: object) -> None:
    assert callable(show)
    html = PARSER.render(f"x {show(text)} y")
    found = Tags()
    found.feed(html)
    assert set(found.tags) <= {"p", "code", "strong"}
    assert "\x1b" not in html
    assert "\u202e" not in html


def test_what_is_simple_stays_readable_in_the_source() -> None:
    assert code("10.0.0.0/16 a_b <c> @d") == "`10.0.0.0/16 a_b <c> @d`"
    assert plain("snake_case, 3.5 and a-b (c)") == "snake_case, 3.5 and a-b (c)"
    assert code("") == "<code></code>"
    assert bold(" ") == ""


def test_numbers_agree_with_their_noun() -> None:
    assert [markdown.count_of(each, "line") for each in (0, 1, 2)] == ["0 lines", "1 line", "2 lines"]
    assert markdown.count_of(2, "more is", "more are") == "2 more are"
