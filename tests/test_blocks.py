"""Rewriting HTML drafts and mails (.eml) by a model: markup, encodings and the other version of the mail stay right."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP, default
from typing import Any

import pytest

import outlint_rules
from model_server import Step, serve
from outlint.config import Settings
from outlint.engine import Checker
from outlint.source import Source, read_source
from outlint_writer import Endpoint, Rewrite, prompt_for, rewrite
from outlint_writer.guard import examine
from outlint_writer.localizing import localize
from outlint_writer.subjects import subjects

BOOK = outlint_rules.load()
CHECKER = Checker(BOOK, Settings(template=True))
HTML = """<!doctype html>
<!-- Subject: LOWEST PRICE for fitters -->
<html lang="en"><body style="margin:0">
<table><tr><td>
<p>Hi {{ first_name | default("there", true) }},</p>
<p>Our <b>steel sinks</b> for {{ company | default("you > them", true) }} cost
   <a href="https://www.hart.example/s?a=1&amp;b=2">12.50&nbsp;USD</a> a piece.<br>They fit A&amp;B tops.</p>
<p>Shall I send two samples on Tuesday?</p>
<p>Best regards,<br>Li Na</p>
</td></tr></table>
</body></html>
"""
ONE = 'The ⟦1⟧steel sinks⟦2⟧ for {{ company | default("you > them", true) }} are at ⟦3⟧12.50 USD⟦4⟧ a piece.\nA&B tops <fit> them.'
TWO = "May I send you two samples on Tuesday?"


def rewritten(url: str, source: Source, **more: Any) -> Rewrite:
    endpoint = Endpoint(url, "m", timeout=10.0, retries=0, rounds=more.pop("rounds", 0))
    return rewrite(CHECKER, source, endpoint=endpoint, goal="politer", **more)


def answered(source: Source, *answers: dict[str, str], **more: Any) -> Rewrite:
    with serve([Step(json.dumps(a)) for a in answers]) as served:
        return rewritten(served.url, source, **more)


def test_html_keeps_its_markup_and_merge_variables() -> None:
    told = prompt_for(CHECKER, Source("m.html", HTML), None, "", True)
    assert told is not None
    asked = json.loads(told.messages[1]["content"])
    assert asked["p1"].startswith("Our ⟦1⟧steel sinks⟦2⟧ for {{ company")
    assert "⟦1⟧" in told.messages[0]["content"]
    done = answered(Source("m.html", HTML), {"subject": "Sinks for fitters at 12.50 USD", "p1": ONE, "p2": TWO})
    assert done.accepted, done.failures
    assert (
        'The <b>steel sinks</b> for {{ company | default("you > them", true) }} are at '
        '<a href="https://www.hart.example/s?a=1&amp;b=2">12.50 USD</a> a piece.<br>A&amp;B tops &lt;fit&gt; them.</p>'
    ) in done.text
    assert "<!-- Subject: Sinks for fitters at 12.50 USD -->" in done.text
    assert "<p>May I send you two samples on Tuesday?</p>" in done.text
    assert done.text.split("<p>The")[0].split("-->")[1] == HTML.split("<p>Our")[0].split("-->")[1]


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (ONE.replace("⟦1⟧", ""), "structure"),
        (ONE.replace("⟦1⟧", "⟦2⟧", 1), "structure"),
        (ONE + " ⟦3⟧", "structure"),
        (ONE.replace("12.50", "11.50"), "fact-invented"),
        (ONE + ' <a href="https://evil.example">x</a>', "fact-invented"),
        (ONE.replace("{{ company", "{{ firm"), "placeholder"),
        (ONE + " {{ evil }}", "placeholder"),
    ],
)
def test_what_breaks_html_is_refused(one: str, kind: str) -> None:
    done = answered(Source("m.html", HTML), {"subject": "Sinks for fitters", "p1": one, "p2": TWO})
    assert kind in {f.kind for f in done.failures}
    assert "evil" not in done.text


def test_the_guard_sees_markup_that_changed() -> None:
    before = CHECKER.check(Source("m.html", HTML))
    for new in (
        HTML.replace("<b>", "<script>x()</script><b>"),
        HTML.replace("<p>Shall", '<p style="display:none">Shall'),
        HTML.replace("www.hart.example", "www.evil.example"),
        HTML.replace("<p>Shall", '<img src="https://evil.example/p.gif"><p>Shall'),
    ):
        assert examine(before, CHECKER.check(Source("m.html", new)))


def test_one_html_paragraph_is_rewritten_and_nothing_else() -> None:
    at = HTML.index("Shall I")
    from outlint.text import Span

    done = answered(Source("m.html", HTML), {"p1": TWO}, at=Span(at, at))
    assert done.accepted, done.failures
    assert done.text == HTML.replace("Shall I send two", "May I send you two")


BODY = "Hi Tom,\n\nOur sinks of steel – “SUS304” – cost 12.50 USD a piece, and they are made for fitters and for all the kitchens.\n\nShall I send two samples on Tuesday?\n\nBest regards,\nLi Na\n"
PAGE = "<html><body><p>Hi Tom,</p><p>Our sinks of <b>steel</b> – “SUS304” – cost 12.50 USD a piece, and they are made for fitters and for all the kitchens.</p><p>Shall I send two samples on Tuesday?</p><p>Best regards,<br>Li Na</p></body></html>"
NEW = "Sinks of ⟦1⟧steel⟦2⟧ – “SUS304” – are made for fitters and all kitchens, at 12.50 USD a piece, and Müller & Co. know them well."


def mail(cte: str, charset: str = "utf-8", html: bool = False) -> Source:
    message = EmailMessage(SMTP)
    message["From"] = "Li Na <li@hart.example>"
    message["To"] = "Tom <tom@harris.example>"
    message["Subject"] = "Sinks for Jörg’s kitchen"
    body = BODY if charset == "utf-8" else BODY.replace("–", "-").replace("“", '"').replace("”", '"')
    body = body.replace("Tom", "Jörg") if charset == "iso-8859-1" else body
    message.set_content(body, charset=charset, cte=cte)
    if html:
        message.add_alternative(PAGE, subtype="html", charset="utf-8", cte=cte)
        message.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="a.pdf")
    return read_source(message.as_bytes(policy=SMTP.clone(cte_type="8bit")), "m.eml")


def read_back(done: Rewrite) -> EmailMessage:
    found: Message = message_from_bytes(done.source.encode(done.text), policy=default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.mark.parametrize("cte", ["quoted-printable", "base64", "8bit"])
def test_a_mail_of_two_versions_has_both_rewritten(cte: str) -> None:
    done = answered(mail(cte, html=True), {"subject": "Sinks for Jörg’s bath", "p1": NEW, "p2": TWO})
    assert done.accepted, done.failures
    message = read_back(done)
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    words = NEW.replace("⟦1⟧", "").replace("⟦2⟧", "")
    assert words in " ".join(plain.get_content().split())
    assert "Sinks of <b>steel</b>" in page.get_content()
    assert "Müller &amp; Co." in page.get_content()
    assert message["subject"] == "Sinks for Jörg’s bath"
    assert message["from"] == "Li Na <li@hart.example>"
    assert [a.get_filename() for a in message.iter_attachments()] == ["a.pdf"]
    assert all(len(line) <= 998 for line in done.text.splitlines())


def test_a_mail_whose_versions_differ_is_not_sent() -> None:
    source = mail("quoted-printable", html=True)
    source = Source("m.eml", source.text.replace("Shall I send two samples on Tuesday?</p>", "Shall I send three?</p>"))
    with serve([]) as served:
        done = rewritten(served.url, source)
    assert "versions differ" in done.why_not
    assert served.bodies == []


@pytest.mark.parametrize("charset", ["us-ascii", "iso-8859-1"])
def test_a_mail_gets_no_character_its_charset_lacks(charset: str) -> None:
    cte = "7bit" if charset == "us-ascii" else "8bit"
    source = mail(cte, charset)
    said = {"subject": "Sinks for Jörg’s kitchen", "p2": TWO}
    one = 'Our sinks of steel - "SUS304" - cost 12.50 USD a piece, made for fitters and for all the kitchens.'
    fine = answered(
        source,
        {**said, "p1": one.replace('"', "”")} if charset == "us-ascii" else {**said, "p1": one + " Müller has them."},
    )
    assert fine.accepted, fine.failures
    bad = answered(source, {**said, "p1": one + " 水槽 ok."})
    assert any("encoding has no" in f.message for f in bad.failures), bad.failures


def test_a_mail_is_localized_as_markdown_and_a_page_in_place() -> None:
    settings = Settings(
        profile={"name": "Li Na", "company": "Hart Co., Ltd.", "address": "No. 18 Jiangnan Road, Ningbo 315100, China"}
    )
    german = (
        "Unsere Spülen aus Stahl – „SUS304“ – kosten 12,50 USD je Stück und sind für Monteure und Küchen gemacht.",
        "Darf ich Ihnen am Dienstag zwei Muster schicken?",
    )
    with serve([Step(json.dumps({"subject": "Spülen für Jörgs Küche", "body": "\n\n".join(german)}))]) as served:
        endpoint = Endpoint(served.url, "m", timeout=10.0, retries=0, rounds=0)
        done = localize(BOOK, settings, mail("base64"), "DE", endpoint=endpoint)
    assert done.text is not None, done.failures
    assert done.report is not None
    assert done.report.source.path == "m.md"
    assert "Guten Tag Tom," in done.text
    page = "<html lang='en'><body><p>Dear Mr. Smith,</p><p>Our sinks of <b>steel</b> cost 12.50 USD a piece.</p><p>Shall I send two samples on Tuesday?</p><p>Best regards,<br>Li Na</p></body></html>"
    answer = {"p1": "Unsere Spülen aus ⟦1⟧Stahl⟦2⟧ kosten 12,50 USD je Stück.", "p2": german[1]}
    with serve([Step(json.dumps(answer))]) as served:
        endpoint = Endpoint(served.url, "m", timeout=10.0, retries=0, rounds=0)
        done = localize(BOOK, settings, Source("m.html", page), "DE", endpoint=endpoint)
    assert done.text is not None, done.failures
    assert "<html lang='de'>" in done.text
    assert "<p>Sehr geehrter Herr Smith,</p><p>Unsere Spülen aus <b>Stahl</b>" in done.text
    assert "Mit freundlichen Grüßen<br>Li Na" in done.text


def test_subject_lines_for_a_mail() -> None:
    with serve([Step(json.dumps({"subjects": ["Steel sinks for fitters", "Spülen"]}))]) as served:
        found = subjects(CHECKER, mail("base64"), Endpoint(served.url, "m", timeout=10.0, retries=0))
    assert "Steel sinks for fitters" in {line.subject for line in found.lines}
