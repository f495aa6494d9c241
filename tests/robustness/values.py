"""Values that somebody could give to break what reads them: each means only itself, wherever it is written.

Written for these tests; by the context that each would harm.
"""

from __future__ import annotations

_SHELL = [
    "$(reboot)", "`reboot`", "; rm -rf ~", "| sh", "&& id", "|| id", "> /etc/passwd", "< /etc/passwd", "$HOME", "${HOME}", "${x:=y}",
    "$((1/0))", "!!", "!$", "^a^b", "~root", "*", "?", "[a-z]*", "{a,b}", "{1..99999999}", "'", '"', "''", '""', "a'b", 'a"b', "\\", "\\\\",
    "a\\", "\\n", "\\x00", "$'\\x41'", '$"x"', "# x", "a # b", "-n", "--help", "-", "--", "=x", "a=b", "EOF", "<<EOF", "<(id)", ">(id)", "2>&1",
    "& disown", "( id )", "{ id; }", "if true", "done", "esac", ";;", "function x", "PATH=/tmp", "IFS=x", "%s%n", "%(x)s", "\t", "a\tb",
]  # fmt: skip
_HTML = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<b>", "</td></tr>",
    "</title>", "<!--", "-->", "<!-- x -->", "<![CDATA[x]]>", "]]>", "<?php x ?>", "<iframe src=//x>", "<a href=javascript:alert(1)>x</a>", "&lt;b&gt;",
    "&amp;", "&amp;amp;", "&#60;b&#62;", "&nbsp;", "&", "&x", "&#0;", "&#x202e;", "javascript:alert(1)", "data:text/html,x", "\" onmouseover=\"alert(1)",
    "' onclick='alert(1)", "<style>*{display:none}</style>", "<base href=//x>", "<meta http-equiv=refresh content=0>", "<form action=//x>", "<math><mi//xlink:href=x>",
    "<details open ontoggle=alert(1)>", "<p\nclass=x>", "{{constructor.constructor('x')()}}", "<%= 7*7 %>", "${7*7}", "#{7*7}", "*{7*7}", "@{7*7}",
]  # fmt: skip
_MARKDOWN = [
    "*x*", "**x**", "_x_", "__x__", "***", "---", "___", "===", "# x", "## x", "> x", "- x", "+ x", "1. x", "1) x", "    x", "```", "````", "~~~", "`x`", "``x``",
    "`", "``", "a`b", "[x](y)", "![x](y)", "[x][y]", "[x]: y", "[^1]", "[^1]: x", "<http://x.example>", "http://x.example/", "www.x.example", "a@x.example", "x | y", "|", "| a | b |",
    "|---|---|", "\\*x\\*", "\\|", "a\\", "  ", "x  ", "  x", "!!! note", "!!! note \"x\"", "??? x", "=== \"x\"", ":smile:", ":material-x:", "++x++", "==x==", "^x^", "~x~", "~~x~~",
    "H~2~O", "$x$", "$$x$$", "\\(x\\)", "\\[x\\]", "{ .x }", "{: .x #y }", "{#x}", "[TOC]", "*[HTML]: x", "<br>", "<br/>", "- [ ] x", "- [x] y", "--8<-- \"x\"", "Term\n: x", "x\\\ny",
]  # fmt: skip
_TEMPLATES = [
    "{{ 7*7 }}", "{{ config }}", "{% for x in y %}", "{% raw %}", "{% endraw %}", "{# x #}", "{{", "}}", "{%", "%}", "{#", "#}", "{{ ''.__class__ }}", "{{ recorder }}", "{% include 'x' %}",
    "#eval(1)", "#import \"x\"", "#include \"x\"", "#read(\"/etc/passwd\")", "#set page(width: 1pt)", "#let x = 1", "#{", "#[", "]", "[", "\\u{41}", "$ x $", "@x", "<x>", "#", "##", "//", "/* x */", "/*",
    "*/", "#panic(\"x\")", "#metadata(1)", "= x", "+ x", "/ x: y", "~", "---", "-?", "#\"x\".len()", "\\#", "\\", "#raw(\"x\")", "`#x`", "%x", "\\end{document}", "\\input{x}",
]  # fmt: skip
_PATHS = [
    "../../x", "..", ".", "/etc/passwd", "/", "//x", "a/b", "a\\b", "..\\..\\x", "C:\\x", "C:x", "CON", "con", "NUL", "nul.md", "AUX", "COM1", "LPT1", "PRN.txt", "x.", "x ", ".x", "x:y", "x*y", "x?y",
    "x|y", "x<y", "file:///etc/passwd", "fileb://x", "http://169.254.169.254/", "~/.aws/credentials", "%2e%2e%2f", "..%c0%af", "x" * 255, "\u0065\u0301", "\u00e9", "index", "index.md", "404", "assets",
]  # fmt: skip
_UNICODE = [
    "\u202eevil", "\u2066x\u2069", "\u200ex", "\u200fx", "x\u200by", "x\u200cy", "x\u200dy", "\ufeffx", "\u00a0x", "x\u00a0", "\u2003x", "\u3000x", "\u2028", "x\u2028y", "x\u2029y", "\u0085", "x\x7fy", "\u0001",
    "\u001b[31mx", "x\ry", "x\r\ny", "x\ny", "\ud7ff", "\ufffd", "\uffff", "\U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea", "e\u0301\u0301\u0301\u0301", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "\u05e2\u05d1\u05e8\u05d9\u05ea", "\u65e5\u672c\u8a9e", "\u0e44\u0e17\u0e22", "\ud55c\uad6d\uc5b4", "\u1000\u103c\u1014\u103a\u1019\u102c", "\u00df", "\u0130", "\u0131", "\ufb01", "\u2126", "\u00c5", "A\u030a", "\uff21\uff22", "\U000e0041", "\u034f", "\u115f",
    "\u1160", "\u3164", "\uffa0", "\U0001d400", "\u0660\u0661", "\u2044", "\u2215", "\u201cx\u201d", "\u2018x\u2019", "\u2013", "\u2014", "\u2212", "\u00ad", "x\u00ady", "\u180e",
]  # fmt: skip
_DATA = [
    "null", "~", "true", "no", "0", "-0", "1e999", "0x1F", "017", "1_000", ".inf", ".nan", "2026-02-30", "9999-12-31", "1:30", "[x]", "{x: y}", "- x", "x: y", "&x", "*x", "!x", "!!python/object:x", "<<", "? x", "| x",
    "> x", "%x", "'; DROP TABLE x; --", "\" OR 1=1 --", "*)(uid=*", "=HYPERLINK(\"x\")", "+1+1", "@SUM(1)", "\\N", "NaN", "undefined", "__proto__", "constructor", "__class__", "None", "x" * 500, "x " * 249, "word" + "-word" * 90,
    "arn:aws:iam::111122223333:root", "arn:aws:iam::*:user/*", "${aws:username}", "aws:PrincipalArn", "111122223333", "o-exampleorgid", "AKIA", "Key=a,Value=b", "[?x=='y']", "`x`=='y'", "a.b.c", "\"a\".\"b\"", "$.x", "//*[1]",
]  # fmt: skip

VALUES = tuple(dict.fromkeys([*_SHELL, *_HTML, *_MARKDOWN, *_TEMPLATES, *_PATHS, *_UNICODE, *_DATA]))
"""Each once."""
