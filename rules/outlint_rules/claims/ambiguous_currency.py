"""ambiguous-currency: a bare $ or ¥ that is the money of several countries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from outlint.finding import Finding
from outlint.rule import Context
from outlint.text import Span

_OWN = {"$": frozenset({"US"}), "¥": frozenset({"CN", "JP"})}
"""Markets whose readers take the sign for their own money."""
_CODE = {"$": "USD"}
_YEN = {"zh": "CNY", "ja": "JPY"}
_MOST = 100


@cache
def _sign() -> re.Pattern[str]:
    """The sign at an amount, not the arguments of a program: "$1", lc($1), {print $3}, 255940$e7@host."""
    return re.compile(
        r"[$¥￥](?<![A-Za-z$¥￥{][$¥￥])(?<!\w\([$])(?!\d[\"'}])(?=\s?\d)|[$¥￥](?:(?<=\d[$¥￥])|(?<=\d\s[$¥￥]))(?![\w{$\0])"
    )


_NAMES = (
    *(
        "us dollar",
        "u.s. dollar",
        "us-dollar",
        "canadian dollar",
        "australian dollar",
        "renminbi",
        "dollar améric",
        "dólar",
        "доллар",
    ),
    *("美元", "美金", "人民币", "人民幣", "日元", "日圓", "港币", "港幣", "新台币", "新臺幣", "加元", "澳元"),
    *("米ドル", "円", "달러"),
)
_CODES = ("usd", "cad", "aud", "nzd", "sgd", "hkd", "twd", "ntd", "mxn", "cny", "rmb", "jpy", "cnh", "yuan", "yen")
_LETTERED = re.compile(r"\$(?:(?<=[A-Za-z]\$)|(?<=[A-Za-z]\s\$))")


@cache
def _coded() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_CODES)})(?!\w)(?:(?<!\w...)|(?<!\w....)(?<=yuan))", re.S)


@cache
def _of_state() -> re.Pattern[str]:
    return re.compile(r"\b(?:US|CA|AU|HK|NT|NZ|C|A|S|R|MX)\s?\$", re.I)


def _is_named(text: str) -> bool:
    """Whether a text says which country's money it speaks of; each kind of name by what costs least."""
    lower = text.lower().replace("i\u0307", "i")
    if any(map(lower.__contains__, _NAMES)):
        return True
    if any(map(lower.__contains__, _CODES)) and _coded().search(lower):
        return True
    return _LETTERED.search(text) is not None and _of_state().search(text) is not None


def check(ctx: Context) -> Iterator[Finding]:
    subject = ctx.draft.subject
    texts = [(subject, subject.text)] if subject is not None else []
    texts.append((ctx.part.view, ctx.part.words))
    signs = {c for _, text in texts for c in "$¥￥" if c in text}
    if not signs or any(_is_named(text) for _, text in texts):
        return
    markets = frozenset(ctx.draft.markets)
    found = [
        (
            view,
            Span(*m.span()),
            "$" if m.group() == "$" else "¥",
        )
        for view, text in texts
        for m in _sign().finditer(text)
    ][:_MOST]
    open_ = [f for f in found if not (markets and markets <= _OWN[f[2]] and len(markets) == 1)]
    if not open_:
        return
    view, span, sign = open_[0]
    code = _CODE.get(sign) or _YEN.get(ctx.draft.language or "")
    before = view.text[span.end : span.end + 1].isdigit()
    fix = ctx.replace(view, span, f"{code} " if before else f" {code}", safe=False) if code else None
    related = tuple(v.to_source(s) for v, s, _ in open_[1:])
    yield ctx.at(view, span, "default" if markets else "anywhere", sign=sign, fix=fix, related=related)
