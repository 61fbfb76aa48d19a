"""Judges words in square brackets: a slot to fill in ("[First Name]"), or text meant for the reader ("[new]").

Evidence is added up: slot words of eight languages, capitals, an instruction's shape, and what other brackets of the
file are. Nothing here is searched for twice: each bracket is judged once, by its own words.
"""

from __future__ import annotations

import re

from outlint.text import Span

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_NO_SLOT = re.compile(
    r"\s*(?:\d{1,4}|[xX✓✔ ]?|[ivxIVX]{1,4}|[#@^]\S.*|\W+|sic|\.\.\.|…|https?://.*|www\..*|\S+@\S+\.\w+|\d[\d.,:/ -]*\s?\S{0,4}"
    r"|[A-Z]{2,6}-\d+|(?:ticket|case|ref|order|bug|issue|fwd?|re|external|update|urgent|new|hot|spam|ad|adv|important|info|note|demo|beta|free"
    r"|invitation|webinar|event|reminder|announcement|action required|cid:.*|image:?.*|img.*|inline.*|snip|\w{0,12}list)\b[ :#]*\S{0,12})\s*",
    re.I,
)
_MONEY = re.compile(r"(?:USD|EUR|CNY|RMB|GBP|JPY|[$€£¥])\s?\d|\d\s?(?:USD|EUR|CNY|RMB|GBP|JPY|[$€£¥%]|pcs|mm|cm|kg)", re.I)
_INSTRUCTION = re.compile(
    r"\b(?:e\.g|i\.e|ex\s?:|ex\.|z\.b|p\.ej|por ejemplo|par exemple|insert|add|describe|mention|specif\w+|their|your|his|her|relevant|brief\w*|one|two|1-2|2-3|short"
    r"|x|y|xx|tbd|tba|placeholder|link|name|title|here|if applicable|optional|choose|reference|something|topic|detail\w*|similar|result\w*|pain|problem|benefit|metric|outcome|reason)\b",
    re.I,
)
SLOT_WORDS = frozenset(
    """
name names first last firstname lastname surname full recipient sender prospect contact person client customer company business organization organisation firm brand
product products service services industry sector niche city country region location address date day time month week year number phone telephone email mail website url link
calendar calendly title role position job department team signature logo image photo video attachment price amount cost budget currency quantity percent percentage discount
event conference booth fair venue webinar topic subject project problem challenge pain goal result results benefit value feature competitor reference referral colleague mutual
connection school university course author book article post report whitepaper guide resource case study testimonial quote insert your their our specific relevant placeholder
reason detail details industry trend metric stat statistic offer deadline duration timeframe timeline invoice order tracking account plan tier button cta demo action step
situation initiative achievement milestone news trigger observation compliment hook question answer example solution tool software platform technology process area field
nom prénom prenom société societe entreprise produit service secteur ville pays adresse heure jour mois lien titre poste fonction téléphone telephone montant prix devis
date votre vos notre leur bénéfice benefice problématique problematique résultat resultat sujet thème theme projet événement evenement numéro numero exemple contact client bouton
nombre apellido apellidos empresa compañía compania producto servicio sector ciudad país pais dirección direccion fecha hora día dia mes enlace cargo puesto teléfono telefono importe
precio su sus tu tus nuestro beneficio problema resultado tema proyecto evento número ejemplo cliente botón boton
vorname nachname firma firmenname unternehmen produkt dienstleistung branche stadt land adresse datum uhrzeit tag monat link position telefonnummer telefon betrag preis ihr ihre ihren
unser nutzen problem ergebnis thema projekt veranstaltung nummer beispiel kunde ansprechpartner anrede
nome cognome sobrenome azienda prodotto servizio settore città citta paese indirizzo ora giorno mese ruolo telefono importo prezzo tuo tua vostro cliente esempio risultato
nome empresa produto serviço servico setor cidade país endereço endereco data horário horario dia mês link cargo telefone valor preço preco seu sua nosso benefício beneficio problema
resultado assunto projeto evento número exemplo cliente botão
имя фамилия компания название продукт услуга город дата время должность телефон сумма цена ссылка
الاسم اسم الشركة شركة المنتج منتج المدينة التاريخ الوقت الهاتف الرابط رابط المبلغ السعر المسمى الوظيفي العميل رقم
naam voornaam achternaam bedrijf bedrijfsnaam imię nazwisko firma ad soyad şirket isim tên họ công ty nama perusahaan
""".split()
)
_CJK_SLOTS = re.compile(
    "会社名|社名|貴社名|御社名|企業名|氏名|お名前|名前|姓|担当者|部署|役職|商品名|製品名|サービス名|日付|日時|時間|住所|電話|メール|金額|価格|数量|リンク|件名|自社|相手|業界|地域|都市|具体|课题|課題|"
    "公司|姓名|名字|客户|客戶|产品|產品|品名|型号|日期|时间|時間|地址|电话|電話|邮箱|郵箱|金额|金額|价格|價格|数量|數量|链接|連結|城市|国家|國家|行业|行業|职位|職位|称呼|您的|你的|填写|填寫|插入|具体"
)
_ADVERT = re.compile("新品|新着|重要|お知らせ|通知|ご案内|案内|無料|免费|免費|特価|特价|緊急|紧急|限定|公告|邀请|邀請|招待|开催|開催|活动|促销|再送|返信|広告|广告|速報")


_ELISION = re.compile("^(?:l|d|qu|n|s|un|dell|nell|all|quell)['’]|['’]s$")
_SMALL = frozenset(
    "a an the of for to in on at and or by with from as is de du des la le les et ou en un une au aux del el los las y o di il lo gli e da der die das den dem des und oder von zu im am für mit do dos das no na nos nas ao".split()
)


def is_slot(content: str, text: str, span: Span, company: bool) -> bool:
    """Whether bracketed words are to be filled in. `company`: the file has other merge variables."""
    inner = content.strip()
    if _CJK.search(inner):
        return bool(_CJK_SLOTS.search(inner)) and not _ADVERT.search(inner)
    if _NO_SLOT.fullmatch(inner) or _MONEY.search(inner):
        return _is_letter_slot(inner)
    words = [_ELISION.sub("", w) for w in _WORD.findall(inner.lower())]
    words = [w for w in words if w not in _SMALL]
    if not words:
        return False
    score = _score(inner, words, text, span)
    return score >= (1.0 if company else 2.0)


def _is_letter_slot(inner: str) -> bool:
    return inner in ("X", "XX", "XXX", "Y", "N")


def _score(inner: str, words: list[str], text: str, span: Span) -> float:
    known = sum(w in SLOT_WORDS for w in words)
    score = 2.0 * known / len(words) + (0.5 if known else 0.0)
    if _INSTRUCTION.search(inner):
        score += 1.0
    if len(words) <= 5 and inner[0].isupper():
        score += 0.5
    if len(words) <= 4 and all(w[0].isupper() for w in _WORD.findall(inner)):
        score += 0.5
    if inner.isupper() and len(inner) > 3:
        score += 0.5
    if re.search(r"[/:]|→|\bor\b|\bou\b|\boder\b", inner):
        score += 0.5
    if inner[-1:] in ".!?" and len(words) > 6 and inner[0].isupper() and not known:
        score -= 1.5  # a sentence written for the reader
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    if not line.strip() and span.end < len(text) and text[span.end : span.end + 1] in "\n" and known:
        score += 0.5  # alone on its line
    return score
