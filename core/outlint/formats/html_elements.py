"""What HTML and MJML elements mean for the layout of a mail, and what their attributes say of their content."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from outlint.draft import Block, Role

if TYPE_CHECKING:
    from collections.abc import Iterator


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


VOID = _set(
    """
    area base br col embed hr img input link meta param source track wbr mj-image mj-divider mj-spacer
    """
)
HEADINGS = _set("h1 h2 h3 h4 h5 h6")
BLOCKS = HEADINGS | _set(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot
    th thead tr ul mj-text mj-button mj-section mj-column mj-body mj-wrapper mj-hero mj-group mj-table mj-navbar
    mj-social mj-raw mj-image mj-divider mj-spacer mj-accordion mj-accordion-element mj-accordion-title
    mj-accordion-text mjml
    """
)
SKIPPED = _set(
    """
    head template noscript svg math object select audio video canvas datalist xml mj-head mj-preview mj-attributes
    mj-html-attributes
    """
)
HEAD_CONTENT = _set("title meta link style script base noscript template xml object")
LINKS = _set("a mj-button mj-navbar-link mj-social-element")
IMAGES = _set("img mj-image")
INLINE_CODE = _set("code kbd samp var")
LISTS = _set("ul ol dir menu dl")
ITEMS = _set("li dt dd")
URL_ATTRIBUTES = _set("href src action background cite data poster formaction longdesc xlink:href srcset")
ENDED_BY = {
    "li": _set("li"),
    "dt": _set("dt dd"),
    "dd": _set("dt dd"),
    "option": _set("option"),
}
NOT_IN_P = BLOCKS - {"body", "html", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "caption", "dt", "dd"}

NOT_SHOWN = "not shown"
"""The reason for unseen text in elements that are no text at all: a head, a template."""
COLOUR = "colour"
SCREEN = "screen"
"""The reason for text that a style sheet shows on another kind of screen."""
_TELLING = re.compile(
    r"none|hidden|visib|opacity|max-height|mso-hide|font(?:-size)?\s*:[^;\"]{0,40}?(?<![\d.])0|border-(?:left|top)"
    r"|quot|cite|rply|append|spelling|reply|extra|refer|message|sign|foot|unsub|prehead|preview|code|highlight"
    r"|language-",
    re.I,
)
CODE_NAME = re.compile(r"code|highlight|language-|prettyprint|hljs", re.I)
_HIDES = re.compile(r"(?<![\w-])display\s*:\s*none|(?<![\w-])(?:max-)?height\s*:\s*0(?:px|pt|em)?\s*(?:;|!|$)", re.I)
_UNSEEN = re.compile(
    r"(?<![\w-])visibility\s*:\s*(?:hidden|collapse)|(?<![\w-])opacity\s*:\s*0?\.?0+\s*(?:;|!|$)", re.I
)
_SEEN = re.compile(r"(?<![\w-])visibility\s*:\s*visible", re.I)
_MSO_HIDE = re.compile(r"mso-hide\s*:\s*all", re.I)
_SIZE = re.compile(r"(?<![\w-])font(?:-size\s*:|\s*:[^;]{0,80}?(?<![\w.]))\s*(\d*\.?\d+)", re.I)
_WORD_SIZE = re.compile(r"(?<![\w-])font-size\s*:\s*[a-z]", re.I)
_PIXELS = ("0", "1", "0px", "1px")
_QUOTE_BORDER = re.compile(
    r"border-left\s*:\s*(?!none|0)[^;]{0,60}(?:solid|dotted|dashed)|border-left-style\s*:\s*solid", re.I
)
_REST_QUOTED = re.compile(
    r"border-top\s*:\s*solid\s+#(?:e1e1e1|b5c4df)\b[^;]*;.{0,40}padding\s*:\s*3(?:\.0)?pt", re.I | re.S
)
_NO_QUOTE = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)", re.I)
_QUOTE_NAME = re.compile(
    r"gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|OutlookMessageHeader|isReplyContent"
    r"|mail-editor-reference-message-container|gmail_extra_quote|\bms-outlook-mobile-reference-message|freshdesk_quote",
    re.I,
)
_REST_NAME = re.compile(r"divRplyFwdMsg|appendonsend|stopSpelling|RplyFwdMsg", re.I)
_SIGNATURE_NAME = re.compile(
    r"(?:^|[\s_-])(?:x_)?(?:[\w-]*[_-])?signature(?:[_-]block[\w-]*|[_-]container)?(?:$|\s)", re.I
)
_NO_SIGNATURE = re.compile(r"empty|digital|prefix", re.I)
_FOOTER_NAME = re.compile(r"(?:^|[\s_-])(?:footer|unsubscribe|unsub)(?:$|[\s_-])", re.I)
_PREHEADER = re.compile(r"(?:^|[\s_-])(?:preheader|preview-?text|hidden-?preheader)(?:$|[\s_-])", re.I)
_TEXT_BOXES = _set("div span p")


class State(NamedTuple):
    """What an element hands down to its content."""

    hidden: str = ""  # why the content can't be seen
    tiny: bool = False  # font-size 0, until a child sets another
    unseen: bool = False  # visibility, likewise
    role: Role | None = None
    block: Block = Block.TEXT
    pre: bool = False
    code: bool = False  # a <pre> that holds code
    ink: str = ""  # colour of the letters and of what is behind them, where they are told; "" unknown
    paper: str = ""

    @property
    def invisible(self) -> str:
        return self.hidden or ("font size 0" if self.tiny else "visibility" if self.unseen else "")


@lru_cache(maxsize=1024)
def telling(attributes: str) -> bool:
    """Whether a tag's attributes can change anything for its content; the same ones come again and again."""
    return _TELLING.search(attributes) is not None


def styled(name: str, state: State, said: dict[str, str], hidden_classes: frozenset[str]) -> tuple[State, bool]:
    """The state inside an element with these attributes, and whether all that follows in the mail is quoted."""
    style = said.get("style", "")
    names = f"{said.get('class', '')} {said.get('id', '')}"
    rest = bool(_REST_NAME.search(names)) or ("border-top" in style and bool(_REST_QUOTED.search(style)))
    state = _seen(name, state, style, said, hidden_classes)
    role = _role(name, style, names)
    if role is not None and state.role is not Role.QUOTE:
        state = state._replace(role=role)
    return state, rest


def _seen(name: str, state: State, style: str, said: dict[str, str], hidden_classes: frozenset[str]) -> State:
    if "hidden" in said and said["hidden"] != "until-found":
        state = state._replace(hidden="hidden")
    if hidden_classes and not hidden_classes.isdisjoint(said.get("class", "").split()):
        state = state._replace(hidden="display")
    if name in _TEXT_BOXES and _PREHEADER.search(said.get("class", "")):
        state = state._replace(hidden="preheader")
    if not style:
        return state
    if (hides := _HIDES.search(style)) and (hides[0][0] not in "hH" or "overflow" in style):
        state = state._replace(hidden="display" if "none" in style else "max-height")
    elif _MSO_HIDE.search(style) and name not in LINKS and "display" not in style:
        state = state._replace(hidden="mso-hide")  # on a link it is the button that Outlook gets another for
    if state.unseen != (now := (state.unseen or bool(_UNSEEN.search(style))) and not _SEEN.search(style)):
        state = state._replace(unseen=now)
    if "font" in style:
        size = _SIZE.search(style)
        if size:
            state = state._replace(tiny=float(size.group(1)) == 0)
        elif state.tiny and _WORD_SIZE.search(style):
            state = state._replace(tiny=False)
    return state


def tiny(said: dict[str, str]) -> bool:
    """Whether a picture of these attributes is a pixel, or is not shown."""
    if said.get("width", "").strip() in _PIXELS or said.get("height", "").strip() in _PIXELS:
        return True
    told = "".join(said.get("style", "").split()).lower()
    return bool(told) and any(
        entry
        in (
            "display:none",
            "display:none!important",
            "width:0",
            "width:0px",
            "width:1px",
            "height:0",
            "height:0px",
            "height:1px",
        )
        for entry in told.split(";")
    )


def _role(name: str, style: str, names: str) -> Role | None:
    if _QUOTE_NAME.search(names):
        return Role.QUOTE
    if name == "blockquote" and not _NO_QUOTE.search(style):
        return Role.QUOTE
    if name == "div" and "border-left" in style and _QUOTE_BORDER.search(style) and "padding" in style:
        return Role.QUOTE
    if names.strip():
        if _SIGNATURE_NAME.search(names) and not _NO_SIGNATURE.search(names):
            return Role.SIGNATURE
        if _FOOTER_NAME.search(names):
            return Role.FOOTER
    return Role.FOOTER if name == "footer" else None


_HIDING = re.compile(r"(?<![\w-])display\s*:\s*none", re.I)
_CLASS_SELECTOR = re.compile(r"\s*\w*\.([\w-]+)\s*")
_MAX_CSS = 200_000


def hidden_classes(css: str) -> frozenset[str]:
    """Classes that a style sheet hides everywhere (not only on small screens)."""
    if "none" not in css:
        return frozenset()
    found: set[str] = set()
    for selectors, declarations in _rules(_without_comments(css[:_MAX_CSS])):
        if "none" in declarations and _HIDING.search(declarations):
            found.update(m.group(1) for s in selectors.split(",") if (m := _CLASS_SELECTOR.fullmatch(s)))
    return frozenset(found)


def revealed_classes(css: str) -> frozenset[str]:
    """Classes that a style sheet shows after all on some screens."""
    if "@media" not in css or "display" not in css:
        return frozenset()
    found: set[str] = set()
    for entry in _without_comments(css[:_MAX_CSS]).split("}"):
        selectors, _, declarations = entry.rpartition("{")
        if "display" in declarations and "none" not in declarations:
            found.update(
                word.split(":")[0] for s in selectors.rpartition("{")[2].split(".")[1:] for word in s.split()[:1]
            )
    return frozenset(word.rstrip(",") for word in found)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the rules that stand in no @media or the like."""
    depth = opened = at = 0
    for m in re.finditer(r"[{}]", css):
        if m.group() == "{":
            depth += 1
            if depth == 1:
                opened = m.end()
        elif depth:
            depth -= 1
            if depth == 0:
                selectors = css[at : opened - 1]
                if "@" not in selectors:
                    yield selectors, css[opened : m.start()]
                at = m.end()


def _without_comments(css: str) -> str:
    out = []
    at = 0
    while (start := css.find("/*", at)) >= 0:
        out.append(css[at:start])
        end = css.find("*/", start + 2)
        at = end + 2 if end >= 0 else len(css)
    out.append(css[at:])
    return "".join(out)
