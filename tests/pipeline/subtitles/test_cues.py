"""Reading and writing cues."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.subtitles.cleaning import clean
from pipeline.subtitles.cues import Cue, compose, parse, shift


def test_reads_cues_in_the_order_of_time_whatever_surrounds_them() -> None:
    text = (
        "WEBVTT\n\n2\n00:00:05.5 --> 00:00:06,000 X1:0\nLater\nand more\n\n\n"
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nSooner\r\n\r\n"
        "3\n00:00:09,000 --> 00:00:08,000\nends before it begins\n\n4\n00:00:10,000 --> 00:00:11,000\n\n"
        "5\n0:00:12,000 --> 0:00:13,000\n1984"
    )
    assert parse(text) == [
        Cue(1.0, 2.0, "Sooner"),
        Cue(5.5, 6.0, "Later\nand more"),
        Cue(9.0, 10.9, "ends before it begins"),
        Cue(12.0, 13.0, "1984"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "00:00:01,500 --> 00:00:03,250",
        "00:00:01;500 --> 00:00:03;250",
        "00:01.5 ---> 00:03.25",
        "00: 00: 01, 500 -> 00: 00: 03, 250",
        "00：00：01，500 –> 00：00：03，250",
        "٠٠:٠٠:٠١,٥٠٠ → ٠٠:٠٠:٠٣,٢٥٠",
        "\ufeff00:00:01,500\t-->\t00:00:03,250 X1:10",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\r\r\n", "\u2028"])
def test_a_time_is_read_however_it_was_typed(line: str, end: str) -> None:
    text = f"1\n{line}\nOne\n\n\ufeff2\n00:00:04,000 --> 00:00:06,000\nTwo\n"
    assert parse(text.replace("\n", end)) == [Cue(1.5, 3.25, "One"), Cue(4.0, 6.0, "Two")]


def test_a_line_without_a_time_that_can_be_is_shown_for_as_long_as_it_takes_to_read() -> None:
    """What tools that shift times leave: an end before the beginning, a minus in the midst; and a file cut off."""
    text = (
        "1\n00:00:-03,-500 --> 00:00:01,000\nWho?\n\n2\n00:00:02,000 --> 00:00:02,000\nIt was me.\n\n"
        "3\n00:00:02,200 --> 00:00:02,100\nYou\n\n4\n00:00:09,000 -->"
    )
    assert parse(text) == [Cue(0.0, 1.0, "Who?"), Cue(2.0, 2.2, "It was me."), Cue(2.2, 2.9, "You")]


def test_what_webvtt_writes_for_signs_is_a_sign_in_srt_too() -> None:
    assert parse("1\n00:00:01,000 --> 00:00:02,000\nTom &amp; Ann &#39;n&lt;3 R&D")[0].text == "Tom & Ann 'n<3 R&D"


def test_a_number_that_is_the_text_stays() -> None:
    assert [c.text for c in parse("1\n00:00:01,000 --> 00:00:02,000\n42\n\n2\n00:00:03,000 --> 00:00:04,000\nYes")] == [
        "42",
        "Yes",
    ]


cues = st.lists(
    st.builds(
        lambda start, length, text: Cue(start / 1000, (start + length) / 1000, text),
        st.integers(0, 10_000_000),
        st.integers(1, 10_000),
        st.text(st.characters(categories=["L"]), min_size=1, max_size=40),
    ),
    max_size=20,
)


@given(cues)
def test_what_is_composed_is_read_back(written: list[Cue]) -> None:
    expected = sorted(written, key=lambda cue: (cue.start, cue.end))
    assert parse(compose(expected)) == expected


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert clean(compose(parse(text)).encode()) == clean(clean(compose(parse(text)).encode()).encode())


def test_shifting_moves_everything_and_loses_what_is_before_the_beginning() -> None:
    moved = shift([Cue(1.0, 2.0, "gone"), Cue(4.0, 6.0, "cut"), Cue(10.0, 11.0, "whole")], -5.0)
    assert moved == [Cue(0.0, 1.0, "cut"), Cue(5.0, 6.0, "whole")]


HEAD = (
    "[Script Info]\nScriptType: v4.00+\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial,x,broken\n[Events]\n"
)


def ass(*lines: str) -> str:
    """An ASS file of these lines: "START,END,TEXT" in seconds."""
    events = (line.split(",", 2) for line in lines)
    return HEAD + "".join(f"Dialogue: 0,0:00:{a},0:00:{b},Default,,0,0,0,,{text}\n" for a, b, text in events)


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("01.00,02.00,Hello,{\\\\i1} you{\\\\i0}\\\\Nthere", ["Hello,<i> you</i>\nthere"]),
        ("01.00,02.00,{\\\\p1}m 0 0 l 100 0 100 100{\\\\p0}", []),
        ("01.00,02.00,{\\\\pos(1,2)\\\\p2}m 0 0 l 1 1{\\\\p0}Shop", ["Shop"]),
        ("01.00,01.04,{\\\\pos(10,20)}S", []),
        ("1:00,nonsense,lost", []),
    ],
)
def test_ass_becomes_text_and_no_drawing(line: str, texts: list[str]) -> None:
    spoken = "05.00,06.00,Spoken."
    assert [cue.text for cue in parse(ass(line.replace("\\\\", "\\"), spoken))] == [*texts, "Spoken."]


def test_a_sign_drawn_frame_by_frame_is_one_cue() -> None:
    steps = [f"{1 + n * 0.04:05.2f},{1.04 + n * 0.04:05.2f},{{\\pos({n},20)}}OPEN" for n in range(50)]
    assert parse(ass(*steps)) == [Cue(1.0, 3.0, "OPEN")]


def test_layers_of_one_text_are_one_cue() -> None:
    assert parse(ass("01.00,02.00,Twice", "01.00,02.00,{\\bord2}Twice")) == [Cue(1.0, 2.0, "Twice")]


def test_webvtt_loses_its_notes_names_and_classes() -> None:
    text = (
        "WEBVTT\n\nNOTE about\nnothing\n\nfirst\n00:01.000 --> 00:02.000 line:0\n<v Ann><c.yellow>You &amp; I</c>\n\n"
        "NOTE\n1 2 3\n\n00:00:03.000 --> 00:00:04.000\n42\n"
    )
    assert parse(text) == [Cue(1.0, 2.0, "You & I"), Cue(3.0, 4.0, "42")]


def test_microdvd_is_read_by_the_films_frame_rate() -> None:
    assert parse("{25}{50}One|two\n{75}{100}Three", 25.0) == [Cue(1.0, 2.0, "One\ntwo"), Cue(3.0, 4.0, "Three")]
    assert parse("{1}{1}25\n{25}{50}One") == [Cue(1.0, 2.0, "One")]
    assert parse("{25}{50}One") == []


ONE, TWO = Cue(1.0, 3.0, "One."), Cue(4.0, 6.0, "Two\nlines.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{1}{1}25,000\n{25}{75}One.\n{100}{150}Two|lines.", [ONE, TWO]),
        ("# made by hand\n{1}{1}25\n{25}{75}One.\n{100}{150}Two|lines.", [ONE, TWO]),
        ("[-5][30]One.\n[40][60]Two|lines.", [Cue(0.0, 3.0, "One."), TWO]),
        ("1\nOO:00:0l,OOO --> 00:00:03,000\nOne.", [ONE]),
        ("{0}{0}25\n{25}{75}One.\n{100}{150}Two|lines.", [ONE, TWO]),
        ("{DEFAULT}{}{C:$00FFFF}\n{25}{75}{y:i}One.\n{100}{150}Two|/lines.",
         [Cue(1.0, 3.0, "<i>One.</i>"), Cue(4.0, 6.0, "Two\n<i>lines.</i>")]),
        ("{25}{}One.\n{100}{150}{c:$0000ff}{Y:i}Two|lines.",
         [Cue(1.0, 1.767, "One."), Cue(4.0, 6.0, "<i>Two</i>\n<i>lines.</i>")]),
        ("[10][30]One.\n[40][60]Two|lines.", [ONE, TWO]),
        ("[10] [30] /One.\n[40] [60] Two|lines.", [Cue(1.0, 3.0, "<i>One.</i>"), TWO]),
        ("00:00:01:One.\n00:00:03:\n00:00:04:Two|lines.\n00:00:06:", [ONE, TWO]),
        ("0:00:01=One.\n0:00:03=\n0:00:04=Two|lines.\n0:00:06=", [ONE, TWO]),
        ("00:00:01,1=One.\n00:00:03,1=\n00:00:04,1=Two\n00:00:04,2=lines.\n00:00:06,1=", [ONE, TWO]),
        ("[DELAY]\n0\n[BEGIN]\n** A **\n[00:00:01]\nOne.\n[00:00:03]\n\n[00:00:04]\nTwo|lines.\n[00:00:06]\n\n[end]",
         [ONE, TWO]),
        ("[ti:x]\n[00:01.00]One.\n[00:03.00]\n[00:04.00]Two\n[00:04.00]lines.\n[00:06.00]", [ONE, TWO]),
        ("[00:01.00][00:10.00] <00:01.00> One <00:01.50> two.\n[00:03.00]\n[00:12.00]",
         [Cue(1.0, 3.0, "One two."), Cue(10.0, 12.0, "One two.")]),
        ("0:00:01.000,0:00:03.000\nOne.\n\n0:00:04.000,0:00:06.000\nTwo\nlines.", [ONE, TWO]),
        ("[1] is a note\n{2} another\n12:30 is a time\n[INFO] x", []),
    ],
)  # fmt: skip
def test_a_line_for_each_text_is_read_in_each_of_its_forms(text: str, found: list[Cue]) -> None:
    assert parse(text, 25.0) == found


def test_what_is_over_before_the_film_begins_is_not_shown() -> None:
    times = "-00:00:05,000 --> -00:00:02,000"
    assert parse(f"1\n{times}\nNever.\n\n2\n00:00:01,000 --> 00:00:03,000\nOne.\n\n3\n{times}\nNever.") == [ONE]


def test_microdvd_that_tells_its_rate_and_says_an_arrow() -> None:
    assert parse("{1}{1}25.000\n{25}{50}One -> two", 23.976) == [Cue(1.0, 2.0, "One -> two")]


def test_sami_shows_each_piece_until_the_next() -> None:
    text = (
        "<Sami><Head><Style><!-- P {} --></Style></Head><Body>\n<Sync Start=1500><P Class=ENCC>One<br>two\n"
        "<Sync Start=9250><P Class=ENCC>&nbsp;\n<Sync Start=10000><P>Three\n</Body></Sami>"
    )
    assert parse(text)[0] == Cue(1.5, 9.25, "One\ntwo")
    assert [cue.text for cue in parse(text)] == ["One\ntwo", "Three"]


def test_subviewer_breaks_its_lines_by_a_word() -> None:
    text = "[INFORMATION]\n[TITLE]\n[END INFORMATION]\n[SUBTITLE]\n00:00:01.50,00:00:03.25\nOne[br]two\n"
    assert parse(text) == [Cue(1.5, 3.25, "One\ntwo")]


@pytest.mark.parametrize("names", ["ns/ttml", "2006/10/ttaf1", "2006/04/ttaf1"])
@pytest.mark.parametrize(
    "times",
    [
        'begin="00:00:01.500" end="00:00:03.250"',
        "end='3250ms' begin='1.5s'",
        'begin="15000000t" end="32500000t"',
        'begin="00:00:01:12" dur="43.75f"',
    ],
)
def test_ttml_is_read_in_each_of_its_times(names: str, times: str) -> None:
    head = f'<tt xmlns="http://www.w3.org/{names}" xmlns:p="x" p:tickRate="10000000" p:frameRate="24">'
    (cue,) = parse(
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<body><div><p {times}>One<br/>two</p></div></body></tt>'
    )
    assert (round(cue.start, 2), cue.text) == (1.5, "One\ntwo")
    assert abs(cue.end - 3.25) < 0.1


@pytest.mark.parametrize("text", ["<tt <p", '<tt xmlns="http://www.w3.org/ns/ttml"><body>&x;</body>', "<SAMI><SYNC>x"])
def test_what_is_not_well_formed_holds_no_line(text: str) -> None:
    assert parse(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 1_000_000 + "0:0:1 -> 0:0:2\nx",
        ass("01.00,02.00," + "{}" * 100_000),
        "-->" * 500_000,
        "0:0:1 --> 0:0:2\n" + "{\\i1" * 200_000,
        "{1}{2}" + "{c:1}" * 200_000,
        "[00:01.00]" * 200_000,
        "[00:01.00]" + "<00:01" * 200_000,
    ],
)
def test_a_hostile_text_costs_no_more_than_an_honest_one(text: str) -> None:
    began = process_time()
    clean(text.encode())
    assert process_time() - began < 5
