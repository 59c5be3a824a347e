"""Every file of ../shared/data/mail: what a reader would call new, by its first and last words, and what must be gone."""

import pytest

from portal.mailroom.reading import read
from tests.beside import outside

CRISP, GITHUB, WILL = "crisp-oss+email-reply-parser", "github+email_reply_parser", "willdurand+EmailReplyParser"

FUSCE = "Fusce bibendum … nec nec nibh."
KEYS = 'Hi, … individually."'
RIAK = "Hi folks … Java HTTP API."
THANKS = "Oh thanks. Having the function would be great."
BULLETS = "test 2 this should list second … - and another"
ON = "Thank, this is really helpful. … when I run..."
DESK = "Here is another email Sent from my desk, is much easier then my mobile phone."
HERE = "Here is another email"
SIG = "this is an email with a correct -- signature."
SIG_TIGHT = "this is an email with a signature with no empty line above."
WHOLE = "*"

EXPECTED = {
    CRISP: {
        FUSCE: "email_7 email_8 email_9 email_10 email_11 email_12 email_13 email_14 email_15 email_16 email_17 email_18 email_22 email_23 "
        "email_24 email_25 email_26 email_danish_dash_separator email_en_multiline_2 email_finnish email_fr_multiline email_french_2 "
        "email_french_dash_separator email_german email_german_2 email_german_3 email_german_outlook email_gmail_split_line_from "
        "email_ios_outlook email_ios_outlook_fr email_italian email_msn email_norwegian_gmail email_original_message email_original_message_2 "
        "email_outlook_split_line_from email_portuguese email_russian email_tricky_10_special_chars_in_name email_tricky_12_no_space_after_header "
        "email_tricky_14_long_quote_header email_tricky_15_original_message_variations email_tricky_5_mixed_languages",
        WHOLE: "email_5 email_21 email_not_a_signature email_not_a_signature_2 email_sent_from_my_not_signature email_tricky_13_timestamp_variations "
        "email_tricky_1_on_false_positive email_tricky_3_code_block email_tricky_4_from_in_body email_tricky_6_regards_in_sentence "
        "email_tricky_7_multiple_dashes email_tricky_8_sent_from_in_content email_with_date_headers email_with_from_headers email_emoji",
        RIAK: "email_1",
        KEYS: "email_2",
        "Outlook with a reply": "email_2_1",
        THANKS: "email_3",
        "Awesome! I haven't had another problem with it.": "email_4",
        "I get proper rendering as well. Sent a magnificent torch of pixels": "email_6",
        "On Thursday, I get proper rendering.": "email_19",
        "On Thursday.": "email_20",
        HERE: "email_blackberry email_iphone email_multi_word_sent_from_my_mobile_device",
        BULLETS: "email_bullets",
        "Thank you!": "email_custom_quote_header",
        "Thank you very much.": "email_customer_quote_header_2",
        "bonjour, je n'ai pas eu … merci d'avance": "email_customer_quote_header_3",
        ON: "email_one_is_not_on",
        "This is the latest reply. … happen TWICE! Stranger": "email_reply_header",
        "Hi it can happen … words or paragraphs.": "email_sent_from",
        "This is new email reply in thread from bellow.": "email_thread",
        "Thanks for your help!": "email_tricky_11_double_signature",
        "Thanks for the update! Cheers 🎉 Sarah": "email_tricky_16_unicode_signatures",
        "See the forwarded message below.": "email_tricky_17_forward_header",
        "I think option A is great. Option B has some drawbacks. Option C is not suitable for our use case.": "email_tricky_18_inline_reply",
        "I wanted to respond to your points: My response to the quoted text above. And my final thoughts.": "email_tricky_19_quote_without_header",
        "The data should … handled correctly.": "email_tricky_20_html_entities",
        "Hi there, … \"wrote:\" in them.": "email_tricky_2_url_with_wrote",
        "I agree with the points below.": "email_tricky_9_nested_quotes",
        "This is my reply.": "email_unquoted_reply",
        "Hi, I still have the same problem.... Can you help?": "email_with_regards",
        "What is the best way … running a test?": "email_zoho",
        SIG: "correct_sig",
        SIG_TIGHT: "sig_no_empty_line",
    },
    GITHUB: {
        RIAK: "email_1_1 email_long_quote",
        KEYS: "email_1_2",
        THANKS: "email_1_3",
        "Awesome! I haven't had another problem with it.": "email_1_4",
        WHOLE: "email_1_5 email_sent_from_my_not_signature email_sig_delimiter_in_middle_of_line",
        "I get proper rendering as well.": "email_1_6",
        ":+1:": "email_1_7",
        "I will reply under this one and under this.": "email_1_8",
        "Outlook with a reply": "email_2_1",
        "Outlook with a reply directly above line": "email_2_2 email_2_3",
        HERE: "email_BlackBerry email_iPhone email_multi_word_sent_from_my_mobile_device",
        BULLETS: "email_bullets",
        ON: "email_one_is_not_on",
        "On your remote host … the tunnel is not working.": "greedy_on",
        "I think you're onto something. … back to a computer.": "pathological",
        SIG: "correct_sig",

    },
    WILL: {
        FUSCE: "email_7 email_8 email_9 email_10 email_11 email_12 email_13 email_14 email_15 email_16 email_17 email_18 email_22 email_23 "
        "email_norwegian_gmail",
        WHOLE: "email_5 email_21 email_sent_from_my_not_signature email_with_date_headers email_with_from_headers",
        "Fusce bibendum … Something wrote: … nec nec nibh.": "email_23_1",
        RIAK: "email_1",
        KEYS: "email_2",
        "Outlook with a reply": "email_2_1",
        THANKS: "email_3",
        "Awesome! I haven't had another problem with it.": "email_4",
        "I get proper rendering as well.": "email_6",
        "On Thursday, I get proper rendering.": "email_19",
        "On Thursday.": "email_20",
        HERE: "email_blackberry email_iphone email_multi_word_sent_from_my_mobile_device",
        BULLETS: "email_bullets",
        "Thank you!": "email_custom_quote_header",
        "Thank you very much.": "email_customer_quote_header_2",
        "bonjour, je n'ai pas eu … merci d'avance": "email_customer_quote_header_3",
        "Bonjour Test, … Text paragraph 2": "email_issue_77",
        "here's some funny one … sess_25tni1suqgasqk8osnmk098sc6": "email_ls-l",
        ON: "email_one_is_not_on",
        "This is new email reply in thread from bellow.": "email_thread",
        "This is my reply.": "email_unquoted_reply",
        "Great thanks Bort, going for a test now. Braxton": "email_w10_mail",
        "Bonjour Toby, … Michael Scott": "email_zimbra_free_en",
        "Bonjour … Michael Scott": "email_zimbra_free_fr",
        SIG: "correct_sig",
        SIG_TIGHT: "sig_no_empty_line",
    },
}  # fmt: skip
CASES = [
    (f"{folder}/{name}.txt", wanted)
    for folder, table in EXPECTED.items()
    for wanted, names in table.items()
    for name in names.split()
]


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("name", "wanted"), CASES, ids=[case[0] for case in CASES])
def test_a_reader_would_say_the_same(name: str, wanted: str) -> None:
    data = (outside("mail") / name).read_bytes()
    text = words(read(data).new_text())
    if wanted == WHOLE:
        assert text == words(data.decode())
        return
    *pieces, last = wanted.split(" … ")
    at = 0
    for piece in pieces:
        assert text.startswith(piece) if at == 0 else piece in text[at:]
        at = text.index(piece, at) + len(piece)
    assert text.endswith(last)
    if not pieces:
        assert text == last


def test_no_file_is_left_out() -> None:
    named = {case[0] for case in CASES}
    folder = outside("mail")
    there = {str(path.relative_to(folder)) for path in folder.rglob("*.txt")}
    assert there - named == set()


def test_quotation_headers_of_the_parsers_own_tests() -> None:
    for header in HEADERS:
        body = f"多谢，明天付款。\n\n{header}\n\n> 请确认付款方式。\n> 款到发货。\n"
        assert read(body.encode()).new_text() == "多谢，明天付款。", header


HEADERS = [
    "On Mon, 2026-03-02 at 17:40 +0800, Zhou Cai wrote:",
    "2026-03-20 9:15 GMT+08:00 Renée Laurent <renee@acier.example>:",
    "Le 19 mars 2026 10:12, Renée Laurent <renee@acier.example> a écrit :",
    "El 19/03/2026 12:05, José Núñez <jose@aceros.example> escribió:",
    "El 19/03/2026 12:05, Núria Pons <nuria@acers.example> ha escrit:",
    "W dniu 7 stycznia 2026 16:31 użytkownik Łukasz Zając <lukasz@stal.example> napisał:",
    "Le 19/03/2026 12:05, Renée des Forges a écrit :",
    "W dniu 2026-01-07 15:02, lukasz@stal.example pisze: ",
    "Den 08/06/2026 kl. 20.14 skrev Søren Staal <soren@staal.example>:",
    "Am 25.06.2026 um 11:20 schrieb Jürgen Stahl:",
    "Jürgen Stahl <juergen@stahl.example> schrieb:",
    "在 2026年11月8日，下午3:05，周采购 <zhou@hongyue.example> 写道：",
    "2026. 11. 8. 오후 1:20 김철수 <kim@gangcheol.example> 작성:",
    "2026/11/08 15:11、鈴木鉄男 <suzuki@tekko.example> のメッセージ:",
    "tir. 18. apr. 2026 kl. 14:22 skrev Søren Staal <soren@staal.example>:",
]
