"""Secrets that people write into a sentence: a word that announces one, and beside it what could be one.

Form alone cannot tell a PIN from a bag's number, so the words around it decide. A text that says *where* a secret
is kept is what an inventory is for and passes: "PIN in envelope 4711". A text that says *what* it is does not: "PIN
4711".

First come the words, in English, German, French, Spanish, Portuguese, Italian and Dutch, each an expression for
`re.IGNORECASE`; then what may stand around them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from mfa_binder.inventory.secret_detection.secret_forms import find_certain_secrets, find_likely_secrets


def _one_of_words(words: str) -> str:
    """An expression for one of some words; in each `_` stands for a space."""
    return "(?:" + "|".join(word.replace("_", " ") for word in words.split()) + ")"


PIN = r"(?:p\.?[i1]\.?n{1,2}\.?s?|puk)(?:[ -]?codes?)?"
SPELLED = _one_of_words(
    r"""zero one two three four five six seven eight nine null eins zwei drei vier fünf sechs sieben acht neun"""
)
"""Digits as words."""

IS = _one_of_words(r"""is are was reads being ist sind lautet est es é è""")
COMBINATION = _one_of_words(
    r"""combinations? combos? comb (?:\w+-|zahlen)?kombination(?:en)? combinaisons? combinaci[oó]n combina[cç][aã]o
    combinazione combinatie"""
)
_PLACE = _one_of_words(
    r"""safe door gate vault alarm(?:anlage|a|e)? allarme tresor tür coffre(?:-fort)? porte caja(?:_fuerte)? puerta
    cassaforte porta
    kluis deur cofre"""
)
_NAMED_CODE = _one_of_words(
    r"""(?:safe|vault|door|gate|alarm|entry|access)[-_]codes?
    (?:unlock(?:ing)?|lock|keypad|opening|room|dial|strongbox)[-_]codes?
    (?:security|master|admin|deposit_box|recovery|backup|back-up|scratch)[-_]codes?
    (?:emergency|rescue|one[-_]time|verification|mfa|2fa)[-_]codes?
    (?:totp|otp|authenticator|reset|secret|numeric|panel|bank)[-_]codes? pass[-_]?codes?
    \w*(?:tresor|tür|zugangs|alarm|sicherheits)[-_]?(?:codes?|zahl)
    \w*(?:entsperr|wiederherstellungs|geheim)[-_]?(?:codes?|zahl) code_d['’]acc[eè]s code_secret code_pin
    c[oó]digo_de_acceso c[oó]digo_secreto codice_segreto codice_di_accesso (?:toegangs|kluis|alarm)codes?"""
)
_OF_PLACE = r"(?:(?:of|for|de|du|del|da|do|della|für|van) )?(?:(?:the|la|el|il|den|de) |l['’])?"
CODE = f"(?:{_NAMED_CODE}|{_PLACE} codes?|(?:codes?|c[oó]digo|codice|clave) {_OF_PLACE}{_PLACE})"

RECOVERY_CODE = _one_of_words(
    r"""(?:recovery|backup|back-up|scratch|one[-_]time|emergency|rescue|wiederherstellungs|ersatz)[-_]?codes?"""
)
PASS_WORD = _one_of_words(
    r"""pas{1,2}[-_]?w[oör]{1,2}r?[dt]s? passwd pass(?=\s*[:=]) pass[-_]?phrases? pwd? kennw[oö]rt mot_de_passe mdp
    contrase[nñ]a clave senha palavra-passe wachtwoord parola_d['’]ordine master_key api[-_]key
    (?:access|api|auth|session|bearer|refresh)[-_]token client_secret
    (?:aws[\x20\x5f]?)?secret[\x20\x5f]access[\x20\x5f]key (?:aws[\x20\x5f])?session[\x20\x5f]token
    (?:shared|oath|totp|otp|hmac)_secret secret_key setup_key (?:recovery|seed|secret)_phrase (?:totp_)?seeds?
    recovery_key mnemonic"""
)
LOGIN = _one_of_words(r"""log-?in credentials? creds zugangsdaten user(?:name)?""")
LOCK = _one_of_words(r"""safe tresor vault coffre kluis cassaforte strongbox (?:pad)?lock keypad alarm door dial""")
OPENS = _one_of_words(r"""opens?_with opens?_w/ opens?_by opens?_on set_to öffnet_mit geht_auf_mit dial enter type""")
HOLDER = _one_of_words(
    r"""managers? vaults? safes? stores? databases? polic(?:y|ies) entr(?:y|ies) envelopes? letters? mailers? pads?
    protect(?:ed|ion) length retr(?:y|ies) attempts? counters? resets? rotations? changes? holders? bags? cards?
    sheets? slips? locks? reviews? half halves parts? hash(?:es)? age expir(?:y|es) recovery"""
)
"""Words that make of a secret its holder or its rules: a password manager, a PIN envelope, a combination lock."""

LABEL = _one_of_words(
    r"""bags? envelopes? box(?:es)? items? entr(?:y|ies) records? tickets? pages? sheets? seals? drawers? slots? rooms?
    lockers? cabinets? shel(?:f|ves) folders? tags? assets? serials? s/n orders? invoices? phones? tel\.? ext\.?
    call po version since until from by floors? desks? doors? safes? keys? tokens? devices? models? cards?
    badges? forms? tüten? beutel umschlag fach schublade raum eintrag siegel karte seite enveloppe coffre sac sobre
    caja busta cassetta"""
)
"""Things that have numbers of their own."""

UNIT = _one_of_words(
    r"""or_more to bis digits? characters? chars? signs? times attempts? tries retries minutes? hours? days? weeks?
    months? years? keys? people persons? users? copies pieces accounts? of_\d % usd eur stellen ziffern zeichen tage
    chiffres"""
)
"""Words that make an amount of a number."""

OTHER_CODE = _one_of_words(
    r"""zip post(?:al|leit)? area countr(?:y|ies) dial(?:l?ing)? calling error exit status return reason bar qr source
    build(?:ing)? product project cost cent(?:er|re) asset item location site plant depart(?:ment)? dept currency
    language sic dress colou?r sort swift iata order model part batch stock sap tax branch company vendor supplier
    customer tariff hs file sku time function accounting budget"""
)
"""What may stand before "code" in what everybody may know."""

_KEPT = """a all alone an and any ask at bag bags bank be both by call changed each either entry envelope everybody for
from given held holds hq in is item kept known lives manager n/a needs never no nobody none not of on only or
per printed rotated safe same sealed see sent separate set shared split stands stored team the their to two
unchanged under unknown vault when where with written yes you bitwarden keepass lastpass dashlane keeper
1password passbolt hashicorp auf bei der die im in kein keine mit siehe und von aucun chez dans voir niet bij"""
KEPT = frozenset(_KEPT.split())
"""Words with which a text says where a secret is, who has it or what became of it."""


_LOCKED = "the combination of a lock"
_MAX_TEXT = 4000
"""Characters of one text that are read; the model takes 500."""

_DIGITS = (
    rf"(?<![\w.,+-])(?:\d(?:[ ./_-]{{0,3}}\d){{2,15}}|\d{{4,8}}[A-Z]|(?:{SPELLED}[ ,-]{{1,2}}){{2,}}{SPELLED})"
    r"(?![\w-]|[.,]\d)"
)
"""Digits as a PIN or a combination is written: `4839`, `48 39 20`, `31-22-07`, `four eight three`."""

_SIDE = r"(?:left|right|links|rechts|gauche|droite)"
_TURNS = re.compile(
    rf"(?:\b(?:{_SIDE}\b(?: to| bis)?|[lr]\b)[ :.-]{{0,3}}\d{{2}}\b[^\d\n]{{0,12}}(?:\d ?x )?){{3}}"
    rf"|(?:\b[lr]\d{{2}}\b[ ,;./-]{{0,3}}){{3}}|(?:\b\d{{1,2}} ?(?:{_SIDE}|[lr])\b[ ,;./-]{{0,3}}){{3}}",
    re.IGNORECASE,
)
"""Turns of a dial: `R31 L22 R07`, `left 31, right 22, left 07`, `12 right, 45 left, 7 right`."""

_MAY_BE = re.compile(rf"[\d:：=＝]|-----|A[KS]IA|pass ?phrase|hf_|\b{SPELLED}\b", re.IGNORECASE)
"""Every secret that is noticed has a digit, a colon or an equals sign, but for these."""

_STEM_WORDS = """pin p.i p1n puk code codig códig codice comb kombi geheim pas pw kennw mdp contras clave senha palavra
wachtw parola key token secret seed phrase mnemonic login log-in cred zugang user dig safe tresor vault coffre kluis
cassaforte strongbox lock alarm door dial"""
_STEMS = re.compile("|".join(map(re.escape, _STEM_WORDS.split())))
"""A quick look: a text without one of these announces no secret."""

_TURN = re.compile(r"\d\d.{0,20}\d", re.DOTALL)
_LINK = (
    rf"(?:\s*(?:[#:=→»«\"'“”„‘’`(\[]|[-=]>|\s[-–—]\s|\b{IS}\b|['’]s\b"
    r"|\b(?:now|new|old|currently|today|number|no\.?|set to|changed to|neu|jetzt|nr\.?)(?=\W))\s*)*\s*"
)
"""What may stand between a word that announces a secret and the secret."""

_OF = (
    r"(?:\s+(?:of|for|to|on|in|für|von|vom|zu|zum|zur|der|des|de|du|la|le|del|della|do|da|para|per|pour|van|voor)"
    r"\s+(?:(?:the|our|a|der|die|das|la|le|el|o|il|de|het)\s+)?[\w@./-]+(?:\s+[\w@./-]+){0,2}?)"
)
"""What the secret is of: `of YK-001`, `for the safe in Berlin`."""

_LABELS = re.compile(
    rf"\b{LABEL}(?:\s+(?:no|nr|num|number|n)\.?|\s*[#№])?\s*[:=(\"']*\s*$",
    re.IGNORECASE,
)
"""The end of a text after which a number names a thing, not a secret."""

_KEY = re.compile(r"\b(?:key|token|device)[\s:=(\"']*$", re.IGNORECASE)
"""Before seven digits or more it is a serial number, before fewer a PIN."""

_UNITS = re.compile(rf"\s*[)\"']*\s*{UNIT}(?!\w)", re.IGNORECASE)
_DATE = re.compile(
    r"(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?$|[0-3]?\d-[01]?\d-(?:19|20)\d\d$"
    r"|(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])[./](?:19|20)?\d\d$"
)
_ID = re.compile(
    r"[A-Z]{1,8}(?:-[A-Z]+)*[-_ #]?\d{1,12}|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"
    r"|[a-z]{2,8}[-_#]\d{1,12}|v?\d+(?:\.\d+)+|[A-Z][A-Za-z]*(?:-[A-Z][a-z]+)?",
    re.ASCII,
)
"""A bag, a device, a version, a name: `TEB-000417`, `YK-001`, `5.7.1`, `Carol`."""

_PLACEHOLDER = re.compile(
    r"\{\{|\}\}|<\w|%[sd(]|^\$|\$[{(]|\$[A-Z_]{3}|\*{3}|_{3}|\.{3}|…|x{4}|\]\(|://|^/|@\w+\.\w|^[\w-]+/[\w-]+/",
    re.ASCII,
)
"""A template's expression, a shell variable, a blank to fill in, an address, a path: no value."""


def _whole_words(words: str) -> str:
    return rf"(?<![\w.-])(?:[^\W\d_]+-)?{words}(?![\w-]|\.\w|\s+{HOLDER}\b)"


_NUMBERS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, words in (("a PIN", PIN), ("a combination", COMBINATION), ("a code", CODE))
    for pattern in (
        rf"{_whole_words(words)}(?P<between>{_OF}?){_LINK}(?P<value>{_DIGITS})",
        rf"{_whole_words(words)}(?P<between>[^:=;\n]{{0,60}}?)(?:\s*[:=→]|\b{IS}\b)[\s\"'(]*(?:[A-Z]+-\d+[\s:=]*)?"
        rf"(?P<value>{_DIGITS})",
        rf"(?P<between>)(?P<value>{_DIGITS})[\s\"')]*(?:\b{IS}\b|[:=(]|\s[-–—]\s|\bas\b)\s*(?:(?:the|our|its|a)\s+)?"
        rf"(?:[\w-]+\s+){{0,2}}?{_whole_words(words)}",
    )
)
"""`PIN of YK-001 4839`; `PIN, changed by Dan: 4839`; `4839 is the PIN`."""

_OPENED = re.compile(
    rf"\b{LOCK}\b[^:;\n]{{0,40}}?\b{OPENS}\s*(?:(?:[\w-]+\s+)?codes?\s+)?(?P<value>{_DIGITS})", re.IGNORECASE
)
_LOCK_NUMBER = re.compile(
    rf"\b{LOCK}\b[^:;.\n]{{0,30}}?(?:(?P<is>[:=])|\s)\s*(?P<value>{_DIGITS})(?P<end>\s?[#*])?", re.IGNORECASE
)
_CODE_ALONE = re.compile(
    rf"(?:^|[.;,(]\s*)codes?(?P<between>{_OF}?){_LINK}(?P<value>{_DIGITS})"
    rf"|\bcodes?(?:\s*[:=]|\s+{IS}\b)\s*(?P<named>{_DIGITS})",
    re.IGNORECASE,
)
_OTHER_CODE = re.compile(OTHER_CODE + "[ -]?$", re.IGNORECASE)
_RECOVERY = re.compile(
    rf"{RECOVERY_CODE}{_OF}?{_LINK}"
    r"(?P<value>(?=[a-z-]*\d)[a-z0-9]{4,}(?:-[a-z0-9]{4,})+|(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{8,})",
    re.IGNORECASE,
)
_PASS_WORDS = tuple(
    re.compile(
        rf"{_whole_words(PASS_WORD)}{_OF}?(?P<link>{link})(?P<quote>[\"'“„«(`]*)(?P<value>\S+)(?P<rest>[^;\n]*)", re.I
    )
    for link in (rf"\s*[:=→]\s*|\s+{IS}\s+(?:now\s+)?", r"\s+")
)
"""`password is …` and `password …`; the second only for what looks like one by itself."""

_CODE_LAST = re.compile(
    rf"{_whole_words(CODE)}(?P<between>(?:\s+[^\W\d_]+){{1,2}})\s+(?!(?:19|20)\d\d\b)(?P<value>{_DIGITS})\s?[*#]?$",
    re.I,
)
"""`Türcode Serverraum 2580*`."""

_LATER = re.compile(rf"{_whole_words(PASS_WORD)}[^:=\n;]{{0,40}}[:=]\s*(?P<value>\S+)", re.IGNORECASE)
"""`temporary password until Friday: …`: only for what looks like one by itself."""

_LOGIN = re.compile(rf"\b{LOGIN}\b[ :=]+[\w.@-]+\s*[/:|,]\s*(?P<value>[^\s/:|,]+)", re.IGNORECASE)


def kind_of_secret(text: str) -> str | None:
    """What a text holds that must not be written down: "a PIN", "a password"; None if it looks harmless."""
    secret = next(find_secrets_in_text(text), None)
    return secret[1] if secret is not None else None


def find_secrets_in_text(text: str) -> Iterator[tuple[int, str]]:
    """Each secret in a text of people: about where it stands in it, and what it looks like."""
    if len(text) < 4 or _MAY_BE.search(text) is None:
        return
    plain = _plain_signs(text[:_MAX_TEXT])
    starts: set[int] = set()
    for start, kind in _find_all(plain):
        if start not in starts:
            starts.add(start)
            yield start, kind


def _find_all(plain: str) -> Iterator[tuple[int, str]]:
    yield from find_certain_secrets(plain)
    if len(plain) >= 16:
        yield from find_likely_secrets(plain)
    if _STEMS.search(plain.lower()):
        yield from _find_announced(plain)
    if _TURN.search(plain):
        yield from ((turn.start(), _LOCKED) for turn in _TURNS.finditer(plain))


def kind_of_lone_secret(text: str) -> str | None:
    """What a text is, all of it, where a sentence or a name is expected: a bare number, or signs that no name has."""
    plain = _plain_signs(text).strip()
    if re.fullmatch(rf"[#*\s]*{_DIGITS}[#*\s]*", plain, re.IGNORECASE) and not _DATE.match(plain):
        return "a PIN or a combination"
    if re.search(r"\s", plain) or _PLACEHOLDER.search(plain) or not re.search(r"[!$%&*?^~#@+=|]", plain):
        return None
    kinds = (str.isupper, str.islower, str.isdigit)
    return "a password" if len(plain) > 7 and all(any(map(is_of, plain)) for is_of in kinds) else None


def _plain_signs(text: str) -> str:
    """The text with full-width signs as plain ones, and without what cannot be seen."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in normal if unicodedata.category(sign) != "Cf") if not normal.isascii() else normal


def _find_announced(text: str) -> Iterator[tuple[int, str]]:
    for kind, pattern in _NUMBERS:
        yield from ((match.start(), kind) for match in pattern.finditer(text) if _is_number(text, match, kind))
    yield from ((match.start(), _LOCKED) for match in _OPENED.finditer(text))
    for match in _LOCK_NUMBER.finditer(text):
        apart = re.fullmatch(r"\d{1,2}(?:[ ./-]\d{1,2}){2,3}", match["value"]) and not _may_be_day(match["value"])
        if apart or match["end"] or (match["is"] and match["value"].isdigit() and len(match["value"]) > 3):
            yield match.start(), _LOCKED
    for match in _CODE_ALONE.finditer(text):
        value = match["value"] or match["named"]
        if (
            len(re.sub(r"\D", "", value)) > 3
            and not _OTHER_CODE.search(text[: match.start()])
            and not _DATE.match(value)
        ):
            yield match.start(), "a code"
    yield from (
        (match.start(), "recovery codes") for match in _RECOVERY.finditer(text) if not _ID.fullmatch(match["value"])
    )
    yield from ((match.start(), "a code") for match in _CODE_LAST.finditer(text) if _is_number(text, match, "a code"))
    for pattern in _PASS_WORDS:
        yield from ((match.start(), "a password") for match in pattern.finditer(text) if _is_password(match))
    yield from ((match.start(), "a password") for match in _LATER.finditer(text) if _is_mixed(match["value"]))
    yield from ((match.start(), "a password") for match in _LOGIN.finditer(text) if _is_mixed(match["value"]))


def _is_number(text: str, match: re.Match[str], kind: str) -> bool:
    """Whether the digits of a match are the secret, and not a date, an amount or the number of a thing."""
    short_year = re.fullmatch(r"\d{1,2}\D\d{1,2}\D\d\d", match["value"]) and kind == "a combination"
    if (_DATE.match(match["value"].strip()) and not short_year) or _UNITS.match(text[match.end("value") :]):
        return False
    before = text[: match.start("value")]
    if re.fullmatch(r"\d{12}", match["value"]):  # the number of an account
        return False
    if _KEY.search(before) and len(re.sub(r"\D", "", match["value"])) < 7:
        return True
    says_is = re.search(rf"\b{IS}\W*$", before) is not None
    return says_is or not _LABELS.search(
        match["between"] if match["between"] and match["between"].strip() else before[-40:]
    )


def _may_be_day(groups: str) -> bool:
    """Whether groups of digits can be a day, in any order in which people write one; a year has two digits at least."""
    parts = re.split(r"\D", groups)
    if len(parts) != 3 or max(len(parts[0]), len(parts[2])) < 2:
        return False
    first, second, third = map(int, parts)
    orders = ((first, second), (second, first), (third, second))
    return any(0 < day <= 31 and 0 < month <= 12 for day, month in orders)


def _is_password(match: re.Match[str]) -> bool:
    value, link = match["value"].rstrip(",.;:)\"'”“»`"), match["link"].strip()
    if re.fullmatch(r"[0-9a-fA-F]{16,}|[A-Za-z0-9/+=]{30,}", value):
        return True
    if len(value) < 4 or _PLACEHOLDER.search(value) or _DATE.match(value):
        return False
    words = re.findall(r"[^\W\d_]+", value + match["rest"])
    if value.lower() in KEPT or _ID.fullmatch(value):
        return False
    if _is_mixed(value) or (link and value.isdigit() and len(value) > 3):
        return True
    alone = not match["rest"].strip(" .,)\"'")
    phrase = len(words) > 3 and value.islower() and not any(word.lower() in KEPT for word in words)
    if phrase and link and (match["quote"] or re.fullmatch(r"[a-z]+(?:-[a-z]+){3,}", value)):
        return True
    return link in (":", "=", "→") and value.isalpha() and (alone or phrase)


def _is_mixed(value: str) -> bool:
    """Whether letters are mixed with digits or signs, as in a password, and it is no name of a thing."""
    value = value.rstrip(",.;:)\"'”“»`")
    if len(value) < 6 or _ID.fullmatch(value) or _PLACEHOLDER.search(value):
        return False
    letters, digits = any(map(str.isalpha, value)), any(map(str.isdigit, value))
    return letters and (digits or re.search(r"[!$%&*?^~#@+=|]", value) is not None)
