"""The words with which people announce a secret, and those with which they say where one is kept.

In English, German, French, Spanish, Portuguese, Italian and Dutch; each name is an expression for `re.IGNORECASE`.
"""

from __future__ import annotations


def _either(words: str) -> str:
    """An expression for one of some words; in each `_` stands for a space."""
    return "(?:" + "|".join(word.replace("_", " ") for word in words.split()) + ")"


PIN = r"(?:p\.?[i1]\.?n{1,2}\.?s?|puk)(?:[ -]?codes?)?"
SPELLED = _either(
    r"""zero one two three four five six seven eight nine null eins zwei drei vier fünf sechs sieben acht neun"""
)
"""Digits as words."""

IS = _either(r"""is are was reads being ist sind lautet est es é è""")
COMBINATION = _either(
    r"""combinations? combos? comb (?:\w+-|zahlen)?kombination(?:en)? combinaisons? combinaci[oó]n combina[cç][aã]o
    combinazione combinatie"""
)
_PLACE = _either(
    r"""safe door gate vault alarm(?:anlage|a|e)? allarme tresor tür coffre(?:-fort)? porte caja(?:_fuerte)? puerta
    cassaforte porta
    kluis deur cofre"""
)
_NAMED_CODE = _either(
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

RECOVERY_CODE = _either(
    r"""(?:recovery|backup|back-up|scratch|one[-_]time|emergency|rescue|wiederherstellungs|ersatz)[-_]?codes?"""
)
PASS_WORD = _either(
    r"""pas{1,2}[-_]?w[oör]{1,2}r?[dt]s? passwd pass(?=\s*[:=]) pass[-_]?phrases? pwd? kennw[oö]rt mot_de_passe mdp
    contrase[nñ]a clave senha palavra-passe wachtwoord parola_d['’]ordine master_key api[-_]key
    (?:access|api|auth|session|bearer|refresh)[-_]token client_secret
    (?:aws[\x20\x5f]?)?secret[\x20\x5f]access[\x20\x5f]key (?:aws[\x20\x5f])?session[\x20\x5f]token
    (?:shared|oath|totp|otp|hmac)_secret secret_key setup_key (?:recovery|seed|secret)_phrase (?:totp_)?seeds?
    recovery_key mnemonic"""
)
LOGIN = _either(r"""log-?in credentials? creds zugangsdaten user(?:name)?""")
LOCK = _either(r"""safe tresor vault coffre kluis cassaforte strongbox (?:pad)?lock keypad alarm door dial""")
OPENS = _either(r"""opens?_with opens?_w/ opens?_by opens?_on set_to öffnet_mit geht_auf_mit dial enter type""")
HOLDER = _either(
    r"""managers? vaults? safes? stores? databases? polic(?:y|ies) entr(?:y|ies) envelopes? letters? mailers? pads?
    protect(?:ed|ion) length retr(?:y|ies) attempts? counters? resets? rotations? changes? holders? bags? cards?
    sheets? slips? locks? reviews? half halves parts? hash(?:es)? age expir(?:y|es) recovery"""
)
"""Words that make of a secret its holder or its rules: a password manager, a PIN envelope, a combination lock."""

LABEL = _either(
    r"""bags? envelopes? box(?:es)? items? entr(?:y|ies) records? tickets? pages? sheets? seals? drawers? slots? rooms?
    lockers? cabinets? shel(?:f|ves) folders? tags? assets? serials? s/n orders? invoices? phones? tel\.? ext\.?
    call po version since until from by floors? desks? doors? safes? keys? tokens? devices? models? cards?
    badges? forms? tüten? beutel umschlag fach schublade raum eintrag siegel karte seite enveloppe coffre sac sobre
    caja busta cassetta"""
)
"""Things that have numbers of their own."""

UNIT = _either(
    r"""or_more to bis digits? characters? chars? signs? times attempts? tries retries minutes? hours? days? weeks?
    months? years? keys? people persons? users? copies pieces accounts? of_\d % usd eur stellen ziffern zeichen tage
    chiffres"""
)
"""Words that make an amount of a number."""

OTHER_CODE = _either(
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
