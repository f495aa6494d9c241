"""What people write down although it is secret, and what looks like it and is not. Every value was made up here."""

from __future__ import annotations

import pytest

from mfa_binder.inventory.secret_detection.secret_sentences import kind_of_lone_secret, kind_of_secret

SECRET = [
    "PIN: 483920", "PIN 483920", "pin=4839", "PIN is 4839", "Pin code 77120", "PUK 12345678", "P.I.N. 4839", "PIN (483920)",
    "the PIN of KEY-1 is 48392017", "PIN of YK-001: 483920", "PIN for the blue key 90210", "PIN of YK-001 4839, ask Bob for the rest",
    "PINs: YK-001 4839, YK-002 5501", "4711 (PIN)", "483920 is the PIN", "48 39 20 = PIN", "PIN 48-39-20", "PIN four eight three nine",
    "FIDO2 PIN \u201c483920\u201d", "PIN\u200b: 48\u200b3920", "\uff30\uff29\uff2e \uff14\uff18\uff13\uff19",
    "Geheimzahl 4839", "PIN lautet 4839", "code PIN : 4839", "pincode 4839",
    "combination 12-34-56", "Combination: 31 22 07", "combo 31/22/07", "Safe code 31-22-07", "safe code 4711", "HQ safe: 4711",
    "the safe opens with 471100", "R31 L22 R07", "left 31, right 22, left 07", "keypad 4711#", "Door code: 4711", "alarm code 9953",
    "Tresorcode 4711", "Kombination 31-22-07", "combinaison 31-22-07", "Code: 4711", "code for the safe is 4711", "HQ safe, 31-22-07",
    "password: Tr0ub4dor&3", "Password hunter2", "password is hunter2!", "pw: swordfish", "passphrase: correct horse battery staple",
    "Passwort: Sommer2026", "mot de passe : Azerty77", "contrase\u00f1a: Verano2026", "wachtwoord=Zomer2026", "password: 4839201",
    "login: admin / Hunter22", "the root password is now Winter-2026!",
    "recovery codes 1234-5678, 8765-4321, 1122-3344", "backup code: k3j9-22mf", "recovery codes a1b2c3d4 e5f6a7b8",
    "jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp", "JBSWY3DPEHPK3PXP", "seed: JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXQ",
    "seed 3132333435363738393031323334353637383930", "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP", "TOTP secret: jbswy3dpehpk3pxp",
    "recovery phrase: abandon ability able about above absent",
    "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AKIAIOSFODNN7EXAMPLE", "aws_session_token=IQoJb3JpZ2luX2VjEAoaCXVzLWVhc3QtMSJHMEUCIQD", "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "github_pat_11ABCDEFG0abcdefghijklmnop", "glpat-abcdefghij0123456789", "xoxb-123456789012-abcdefghij", "sk_live_abcdefghij0123456789",
    "AIzaSyA-1234567890abcdefghijklmnopqrstu", "hvs.CAESIJabcdefghij0123456789", "A3-ABCDEF-GHJKLM-NPQRS-TVWXY-Z2345-67ABC",
    "AGE-SECRET-KEY-1QL3Z7HJY54PW3HYWW5AYYFG7ZQGVC7W3J2ELW8ZMRJ2KG5SFN9AQMCAC8P", "-----BEGIN OPENSSH PRIVATE KEY-----",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijkl", "https://admin:hunter2@vault.example.com/",
    "ABSKQmVkcm9ja0FQSUtleS1leGFtcGxlLWF0LTEyMzQ1Njc4OTAxMg==",
    "Use the password mango$Tree55 to unlock the laptop", "her pin's 20417, mine is on the card", "WLAN-Passwort: Sonnenblume#42",
    "One remaining backup code for the AWS root mail account: 7120 4483", "Zahlenkombination Tresor Keller: 18 - 44 - 07", "T\u00fcrcode Serverraum 2580*",
    "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", "redis://:Mv3kPq81zzT@cache.example.internal:6379/0", "curl -u erin:Bx7!mallow https://nas.example.com/",
    "combination: 12 right, 45 left, 7 right", "Combo is 24/6/31", "Turn 4x left to 62, 3x right to 18, 2x left to 40", "padlock comb 38 04 22",
    "Padlock on the go-bag: 3-9-1", "keypad code #4410*", "safe in room 204 opens w/ 90-11-47", "Safe opens with 4-digit code 7719", "lock set to 602",
    "pass: 8jK#22lmQ", "temporary password until Friday: Welcome123!", 'Passphrase is "marble otter quilt seventeen violin"',
    "passphrase: lantern-oyster-tundra-pickle-hover", "pinn: 44921", "P1N 8820", "pasword: Banana$plit3", "passwrod = Qw3rty!!uiop",
    "Safe-Kombination 5-28-61-9", "Alarmanlage Code 7702", "le code du coffre est 4829A", "clave de la caja fuerte: 772034", "Code alarme 3317",
    "482913-118204-557193-604188-229471-918273-407182-336209", "seed phrase: legal winner thank year wave sausage", "BW_CLIENTSECRET=q7Rk2Lx0TnYv5WbJ",
]  # fmt: skip

HARMLESS = [
    "Team vault, item AWS root management", "Team password manager, AWS root", "password manager, entry 4711", "Password vault, item 483920",
    "PIN envelope 4711", "PIN in envelope 4711", "PIN in bag TEB-000422", "PIN: bag 000422", "PIN: see envelope 17", "PIN in bag 000422",
    "PIN of at least 8 digits", "PIN: 6 digits", "PIN of 4 to 63 characters", "eight wrong PINs in a row", "PIN changed on 2026-06-01",
    "PIN: 2026-06-01", "PIN pad serial 20481337", "pin-20481337", "pin-YK-001", "fido2-pin", "PIN of key 20481337", "The PIN of YK-001 is in bag 000422",
    "PIN 1 of 2 halves", "PIN letter no. 4711, sealed", "the PIN is known to Alice and Bob",
    "First Bank box 114", "First Bank, box 4711, key no. 12", "HQ fireproof safe", "Safe no. 4711", "Safe 4711", "Safe model BT-4711-22",
    "safe check 31-12-26", "combination safe, 3rd floor", "combination lock no. 17", "Combination known to carol and alice",
    "combination in envelope 4711", "Room 4711, safe 2", "ZIP code 98101", "postal code 10115", "area code 206", "cost code 471100",
    "error code 403", "barcode 4006381333931", "QR code 4711", "asset tag 00483920", "asset code: 483920", "country code 0049", "code review 1234",
    "recovery codes in bag 000417", "10 recovery codes, sealed in bag TEB-000417", "backup codes: 10 sheets in the HQ safe",
    "20481337", "GAHT12345678", "THEX0000010042", "TEB-000417", "0x1F9A", "+1 206 555 0150", "(206) 555-0150", "tel. 030 23125 102", "0049 30 23125102",
    "arn:aws:iam::111122223333:u2f/user/break-glass/bg-primary-EXAMPLE1", "arn:aws:iam::111122223333:mfa/dan",
    "arn:aws:sso:::instance/ssoins-1234567890abcdef", "arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials",
    "111122223333", "AIDACKCEVSQ6C2EXAMPLE", "AROADBQP57FF2AEXAMPLE", "o-exampleorgid", "ou-ab12-34cd56ef", "Root/Workloads/Prod",
    "password: in bag TEB-000422", "password: see 1Password", "password: TEB-000422", "Password: Carol and Dan", "passwords 1 and 2",
    "root password rotated 2026-06-01", "password half 1 of 2", "Password policy: 14 characters, 90 days", "password reset through aws-root@example.com",
    "Password: {{ secret.vault }}", "PIN: {{ pin }}", "--password \"$PASSWORD\"", "op://Security/AWS root prod/password", "secret/data/aws/root#password",
    "https://vault.example.com/ui/vault/secrets/aws/show/root", "kept until the S3 migration is over", "us-east-1, SNS topic root-sign-in",
    "move the account to OU Root/Exempt", "Security on-call, +1 206 555 0150", "100 Example Way, Seattle, WA 98101", "Schl\u00fcsselstr. 47, 10115 Berlin",
    "vendor list of 2026-02-12, EUR 15.00", "order 4500012345 of 2026-01-15", "firmware 5.7.1", "CVE-2024-45678", "SEC-1234", "invoice 2026-0042",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "5b760f7d9c0e4d5aa4f0b6a5f8a7c1d2e3f40516",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ4dOVLzGmZt0example0Key0Only0For0Tests0x", "login: alice@example.com", "login with SSO, user alice",
    "clave de la caja en el banco", "Schlie\u00dffach 4711", "Code of conduct", "a token with 30 seconds", "token GAHT12345679 of Dan", "secret: root-prod",
    "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_EC2_METADATA_DISABLED", "Door model 1379", "Key box 5582 next to the garage", "Alarm 112", "Code of the building: B12", "comb binding, 40 pages", "1379-E keypad, model KP 4410",
    "Dan M\u00fcller", "Nguy\u1ec5n Th\u1ecb Minh Khai", "\u5c71\u7530 \u592a\u90ce", "Security Key NFC by Yubico", "YubiKey 5 FIPS 5.7.4", "EAL 6+ 140-3 level 2",
]  # fmt: skip


@pytest.mark.parametrize("text", SECRET)
def test_a_secret_in_a_text_is_noticed(text: str) -> None:
    assert kind_of_secret(text) is not None


@pytest.mark.parametrize("text", HARMLESS)
def test_where_a_secret_is_kept_and_what_only_looks_like_one_pass(text: str) -> None:
    assert kind_of_secret(text) is None


@pytest.mark.parametrize("text", ["483920", "48 39 20", "4711#", "31-22-07", "xK9#mP2$vL", "Tr0ub4dor&3"])
def test_nothing_but_a_number_or_signs_is_a_secret_where_a_name_is_expected(text: str) -> None:
    assert kind_of_lone_secret(text) is not None


@pytest.mark.parametrize(
    "text",
    ["AWS root", "root-prod", "Item4711", "op://Security/x", "2026-06-01", "TEB-000417", "114", "a+b@example.com"],
)
def test_the_name_of_an_entry_is_no_secret(text: str) -> None:
    assert (kind_of_lone_secret(text) is None) or len(text) < 4
