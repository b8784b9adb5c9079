#!/usr/bin/env python3
"""Writes values and what PyPI's own packages make of them, for the tests of `src/upload` to compare with.

    python3 -m venv /tmp/reference && /tmp/reference/bin/pip install -r tests/differential/requirements.txt
    /tmp/reference/bin/python tests/differential/generate.py --seed 1 --count 20000 --out /tmp/cases.jsonl
    PREFLIGHT_DIFFERENTIAL=/tmp/cases.jsonl cargo test --lib upload::differential

The same seed, count and Python give the same file. Python has to be 3.13 or later, best 3.14 as on the server; an older
one gets the Unicode tables of 3.14 where the packages ask for them, and no value holds a character that it does not know.
Each line: {"grammar": ..., "value": ..., "expected": ...}; what differs knowingly is in known.txt.
"""

import argparse
import contextlib
import json
import keyword
import random
import re
import sys
import unicodedata as own_unicodedata

import unicodedata2

sys.modules["unicodedata"] = unicodedata2

import email.message  # noqa: E402
import email.utils  # noqa: E402

import email_validator  # noqa: E402
import metadata_files  # noqa: E402
import packaging.licenses  # noqa: E402
import packaging.metadata  # noqa: E402
import rfc3986  # noqa: E402
import trove_classifiers  # noqa: E402
from packaging.licenses import _spdx  # noqa: E402
from rfc3986 import exceptions, validators  # noqa: E402

ODD = (
    "\0\x01\t\n\x0b\x0c\r\x1b\x1c\x1f \x7f\x80\x85\xa0\xad¡²ß÷ĀİıſǅΣςΩ\u0300\u0301\u0308\u034f\u0378\u0600א٠\u06f0ا·\u0375\u05f3"
    "\u07c3\u0903ก\u1680\u17b4᠎\u2002\u200b\u200c\u200d\u200e\u2024…\u2028\u2029\u202e\u2060⁰①⒈€℀K★☃\u3000。あア・一"
    "\ua640\ue000\ufb00ﬃ\ufdd0\ufe0f\ufeff＠﹫．ＡÅé\uffff\U00010330\U0001d400😀\U000e0001\U000f0000\U0010ffff"
)


class Random(random.Random):
    def char(self):
        """Any character that this Python knows like Python 3.14."""
        while True:
            kind = self.random()
            limit = 0x80 if kind < 0.4 else 0x800 if kind < 0.6 else 0x10000 if kind < 0.8 else 0x110000
            char = self.choice(ODD) if kind > 0.9 else chr(self.randrange(limit))
            if is_known(char):
                return char

    def string(self, alphabet, longest):
        return "".join(self.choice(alphabet) for _ in range(self.randrange(longest + 1)))

    def parts(self, alternatives, longest):
        return "".join(self.choice(alternatives) for _ in range(self.randrange(1, longest + 1)))

    def mutated(self, text, alphabet):
        """The text with a few characters removed, added, replaced, doubled or exchanged."""
        chars = list(text)
        for _ in range(self.choice((0, 1, 1, 1, 2, 2, 3, 6))):
            at = self.randrange(len(chars) + 1)
            what = self.randrange(6)
            char = self.choice(alphabet) if self.random() < 0.8 else self.char()
            if what == 0:
                del chars[at : at + 1]
            elif what <= 2:
                chars.insert(at, char)
            elif what == 3:
                chars[at : at + 1] = [char]
            elif what == 4:
                to = self.randrange(len(chars) + 1)
                chars[at:at] = chars[min(at, to) : max(at, to)][:20]
            else:
                chars[at : at + 2] = reversed(chars[at : at + 2])
        return "".join(chars)


def is_known(char):
    return not 0xD800 <= ord(char) < 0xE000 and own_unicodedata.category(char) == unicodedata2.category(char)


# --- values


def text(rng):
    return rng.parts([rng.char() for _ in range(6)] + ["'", '"', "\\", "a", " "], 12)


def field(rng):
    word = ["Jane", "Doe", "a", "b", "x.y", '"', '"Doe, J"', '"a\\"b"', "\\", ".", "..", " ", "  ", "\t", "\n", "\r", "(c)", "(", ")"]
    part = [*word, "@", "@", "<", ">", ",", ";", ":", "[", "]", "[1.2.3.4]", "b.org", "a@b.org", "<a@b.org>", "<@r:a@b.org>", "g:", "é"]
    seeds = ["Jane Doe <jane@example.org>", '"Doe, Jane" <jane@example.org>', "jane@example.org (Jane)", "group: a@b.org, c@d.org;",
             "<@route.org,@s.org:a@b.org>", "john (at) example (dot) com", "a@b.org, c@d.org", '"a b"@c.org', "a@[127.0.0.1]"]
    kind = rng.random()
    if kind < 0.2:
        return rng.parts(part, 9)
    if kind < 0.5:
        return rng.parts([p for p in part if p not in ("(", ")", ",", "[", "]", ";")], 9)
    return rng.mutated(rng.choice(seeds), '()<>@,:;.\\"[] \t\r\nab' if kind < 0.7 else '<>@:."(c) \\\tab')


def address(rng):
    kind = rng.random()
    if kind < 0.15:
        return email.utils.parseaddr(field(rng))[1]
    locals_ = ["a", "jane.doe", "a+b", "j\u00f6rg", "e\u0301", '"a b"', '"a"', '"\u00e9 x"', "", "a b", ".a", "a..b", "a.", "a" * 70, "a" * 250, "\u0301x",
               "INFO", '"a\\"b"', "Jane <a", "<a", '"J D" <a', "\u212b"]
    labels = ["example", "x", "b\u00fccher", "stra\u00dfe", "xn--bcher-kva", "xn--", "xn--a-", "XN--BCHER-KVA", "ab--c", "-a", "a-", "a_b", "a" * 63,
              "a" * 64, "\u00e9" * 60, "a" * 60 + "\u00e9", "\u4f8b\u3048", "\u05d0\u05d1", "\u05d0a", "\u05d0\u0661", "\u0661\u06f1", "l\u00b7l", "a\u30fbb",
              "\u30ab\u30fb", "\u03b1\u0375\u03b2", "\u05d0\u05f3", "\u0915\u094d\u0937", "", "\u2603", "\ufb03", "\u24d0", "\u2488", "1", "xn--zca",
              "xn--" + rng.string("abcdefghijklmnopqrstuvwxyz0123456789-", 10), "e\u0301", "\U0001f600", "[1", rng.parts([rng.char() for _ in range(3)], 3)]
    tops = ["org", "com", "local", "test", "arpa", "invalid", "localhost", "onion", "1", "o1", "1o", "\u30c6\u30b9\u30c8", "xn--p1ai", "\u0440\u0444", "org.", "org>",
            "ORG", "latest", "org> "]
    dot = [".", ".", ".", ".", "\u3002", "\uff0e", "\uff61", "..", ""]
    if kind < 0.4:
        labels = rng.sample(labels, rng.choice((1, 1, 2))) + [rng.parts([rng.char() for _ in range(2)] + ["a"], 3) for _ in range(rng.randrange(2))]
        return rng.choice(["a", "jane.doe", "j\u00f6rg", "e\u0301"]) + "@" + ".".join(labels) + rng.choice([".org", ".org", "", ".1", ".onion", ".ORG"])
    if kind < 0.7:
        domain = "".join(rng.choice(labels) + rng.choice(dot) for _ in range(rng.choice((0, 1, 1, 1, 2, 3, 6)))) + rng.choice(tops)
        made = rng.choice(locals_) + rng.choice(["@", "@", "@", "@", "@", "@@", "", "\uff20"]) + domain
        return made if rng.random() < 0.7 else rng.mutated(made, '.-@<>" ')
    if kind < 0.9:
        return rng.mutated(rng.choice(["jane.doe@example.org", "a@b.co.uk", '"a b"@x.org', "Jane <jane@example.org>", "a@[IPv6:::1]", "a@[x:y]"]),
                           '@.-_"\\<>[]() ,;:ab1\u00e9\u0301')
    inner = "".join(rng.char() for _ in range(rng.randrange(1, 4)))
    return f"a@{inner}.org" if rng.random() < 0.7 else f"{inner}@b.org"


def url(rng):
    part = ["http", "https", "HTTPS", ":", "//", "/", "/", ".", "..", "?", "#", "[", "]", "@", ":", "%", "%41", "%zz", "%25", "example.org", "1.2.3.4",
            "999.1.1.1", "[::1]", "[1:2:3:4:5:6:7:8]", "[fe80::1%eth0]", "[v1.a]", ":80", ":65535", ":65536", ":99999", ":123456", "user:pw", "\\",
            " ", "\n", "\u00e9", "a", "|", "+", "git+"]
    if rng.random() < 0.35:
        return rng.choice(["http:", "https:", "Https:"]) + rng.parts(part, 8)
    if rng.random() < 0.3:
        return rng.parts(part, 8)
    if rng.random() < 0.4:
        groups = rng.parts(["1:", "ab:", ":", "::", "ffff:", "12345:", "1.2.3.4", "256.1.1.1", "0", "%25", "%", "%41", "z", "v1", "."], 10)
        return f"https://{rng.choice(['', 'u@', 'u:p@', '%@'])}[{groups}]{rng.choice([':', ''])}{rng.choice(['99999', '80', '', '65536', '123456'])}/"
    seeds = ["https://user:pw@example.org:8080/a/../b?c=d#e", "https://[::1]:80/", "http://1.2.3.4:99999/x", "https://a/[/../b", "https://x:99999"]
    return rng.mutated(rng.choice(seeds), "[]:/@%?#.\\ \n019")


def content_type(rng):
    kind = ["text/plain", "text/markdown", "text/x-rst", "Text/Markdown", "text", "/", "text/html", "text /plain", "text/plain (c)", "(text/plain)x"]
    name = ["charset", "Charset", "variant", "VARIANT", "x", "charset*", "charset*0", "charset*1", "charset*0*", "charset*1*", "variant*", "variant*0",
            "charset*\u00b2", "charset*\u0661", " charset ", "(c)charset", "", "charset*01", "x*"]
    value = ["UTF-8", "utf-8", '"UTF-8"', '"UTF-8', "GFM", "CommonMark", "gfm", "", " UTF-8 ", "(c)UTF-8", "UTF", "-8", "'en'UTF-8", "''UTF-8", "'UTF-8'",
             "us-ascii'en'UTF-8", "utf-8''UTF%2D8", "latin-1''%e9", "utf-8''%ff%C3%A9", '"utf-8\'\'UTF-8"', "\"''\"", "\"''UTF-8\"", '"\'\'a b\\"c"', "a b",
             '"a\\\\b"', '"a (b) c"', "{x}", "{field}", "{{x}}", "}", "\u00e9", "%55TF-8", '"%55TF-8"', "UTF-8;", "''", "'", "a'b", "\"a'b\"", "\"a'b'c\""]
    junk = [*[""] * 9, " ", ";", ";;", " (c)", "(", '"', ".", ",", "@", "\t", "\\", " \x0b", "=", "/"]
    if rng.random() < 0.02:
        junk.append("\n")
    if rng.random() < 0.85:
        made = rng.choice(kind) + rng.choice(junk) if rng.random() < 0.4 else rng.choice(kind[:3])
        for _ in range(rng.choice((0, 1, 1, 2, 2, 3))):
            made += rng.choice([";", "; ", " ; ", ";\t", ""]) + rng.choice(name) + rng.choice(["=", "=", "=", "= ", "*=", ""])
            made += rng.choice(value) + rng.choice(junk)
        return made if rng.random() < 0.8 else rng.mutated(made, "();=\"'*% \t.,/\\\n{}0a")
    return rng.parts(["text/plain", "text/markdown", ";", "=", "charset", "UTF-8", "*", "0", "'", '"', "(", ")", " ", "/", ".", ",", "\\", "%41", "variant",
                      "GFM", "1"], 12)


def license_expression(rng):
    known = sorted(_spdx.LICENSES)
    exceptions_ = sorted(_spdx.EXCEPTIONS)
    part = ["mit", "MIT", "Apache-2.0", "gpl-2.0+", "isc", " and ", " OR ", " with ", " With ", "(", ")", " ", "classpath-exception-2.0", "LicenseRef-x",
            "licenseref-X", "LicenseRef-a_b", "LICENSEREF-x+", "+", "not", "True", ",", "/", "\u00e9", "\u212a", "\u0130", "\x1c", "\n", " mit ", " or "]
    if rng.random() < 0.3:
        return rng.parts(part, 9)
    tokens = []

    def expression(depth):
        for i in range(rng.choice((1, 1, 2, 3))):
            if i:
                tokens.append(rng.choice(["and", "or", "AND", "Or", "with"]))
            kind = rng.random()
            if tokens and tokens[-1].lower() == "with" and kind < 0.9:
                tokens.append(rng.choice(exceptions_))
            elif kind < 0.25 and depth < 4:
                tokens.append("(")
                expression(depth + 1)
                tokens.append(")")
            elif kind < 0.35:
                tokens.append(rng.choice(["LicenseRef-", "licenseref-"]) + rng.string("aA0.-_+", 4))
            else:
                token = rng.choice(known)
                token = "".join(rng.choice((c.upper(), c)) for c in token)
                tokens.append(token + rng.choice(("", "", "", "+")))

    expression(0)
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        at = rng.randrange(len(tokens))
        rng.choice((lambda: tokens.pop(at), lambda: tokens.insert(at, rng.choice(("(", ")", "and", "with", "mit")))))()
        tokens = tokens or ["mit"]
    joined = rng.choice((" ", "  ", "\t")).join(tokens)
    return joined if rng.random() < 0.8 else rng.mutated(joined, "()+ .-_aA\n")


def nested(rng):
    depth = rng.choice((1, 50, 199, 200, 201, 300))
    return "(" * depth + "mit" + ")" * rng.choice((depth, depth, depth - 1))


def classifier(rng):
    return rng.mutated(rng.choice(sorted(trove_classifiers.all_classifiers)), ": aA\t\n")


# --- what the packages make of them


def is_valid_uri(uri):
    """As in warehouse.utils.http with `require_authority=False`."""
    validator = validators.Validator().allow_schemes("http", "https").require_presence_of("scheme")
    validator.check_validity_of("scheme", "host", "port", "path", "query")
    try:
        validator.validate(rfc3986.uri_reference(uri).normalize())
    except exceptions.ValidationError:
        return False
    return True


def validated(value):
    try:
        email_validator.validate_email(value, check_deliverability=False)
    except email_validator.EmailNotValidError as error:
        return str(error)
    return None


def checked_content_type(value):
    raw = {"metadata_version": "2.1", "name": "a", "version": "1", "description_content_type": value}
    try:
        packaging.metadata.Metadata.from_raw(raw)
    except packaging.metadata.ExceptionGroup as group:
        return {"invalid": metadata_files.in_order(str(group.exceptions[0]))}
    except Exception as error:
        return {"crash": type(error).__name__}
    header = email.message.EmailMessage()
    header["content-type"] = value
    return {"ok": header.get_content_type().lower()}


def readme_type(value):
    """As in warehouse.utils.readme.render."""
    if not value:
        return "text/x-rst"
    header = email.message.EmailMessage()
    with contextlib.suppress(Exception):
        header["content-type"] = value
        kind = header.get_content_type()
        return kind if kind in ("text/x-rst", "text/markdown") else "text/plain"
    return None


def canonicalized(value):
    try:
        return {"valid": packaging.licenses.canonicalize_license_expression(value)}
    except packaging.licenses.InvalidLicenseExpression:
        return "invalid"
    except Exception:
        return "crash"


def text_functions(value):
    return [
        repr(value),
        value.strip(),
        value.split(),
        value.lower(),
        value.isidentifier(),
        keyword.iskeyword(value),
        len(value.splitlines()) > 1,
    ]


def looked_up(value):
    if value not in trove_classifiers.all_classifiers:
        return None
    return trove_classifiers.deprecated_classifiers.get(value, "current")


GRAMMARS = {
    "python": (text, text_functions),
    "parseaddr": (field, lambda value: list(email.utils.parseaddr(value))),
    "email": (address, validated),
    "url": (url, is_valid_uri),
    "content_type": (content_type, checked_content_type),
    "readme_type": (content_type, readme_type),
    "license": (lambda rng: license_expression(rng) if rng.random() < 0.99 else nested(rng), canonicalized),
    "classifier": (classifier, looked_up),
    "metadata": (metadata_files.generate, metadata_files.judge),
}


def everything():
    """Every character once where characters are judged one by one; of those without a meaning, a sample."""
    for point in range(0x110000):
        char = chr(point)
        if is_known(char) and (unicodedata2.category(char) not in ("Cn", "Co") or point % 499 == 0):
            for grammar, pattern in (("python", "{}"), ("python", "a{}"), ("email", "{}@b.org"), ("email", "a@q{}.org"), ("email", "a@{}.org")):
                # Ideographs and syllables, most of all characters, are alike.
                if pattern != "a{}" and (0x3400 <= point < 0xA000 or 0xAC00 <= point < 0xD7A4 or point >= 0x17000) and point % 7:
                    continue
                yield grammar, pattern.format(char)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=5000, help="values of each grammar")
    parser.add_argument("--grammar", choices=GRAMMARS, action="append", help="only these")
    parser.add_argument("--everything", action="store_true", help="every character of Unicode instead of random values")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()

    def cases():
        if arguments.everything:
            yield from everything()
            return
        for grammar in arguments.grammar or GRAMMARS:
            rng = Random(f"{arguments.seed} {grammar}")
            for _ in range(arguments.count):
                value = GRAMMARS[grammar][0](rng)
                if all(map(is_known, value)):
                    yield grammar, value

    with open(arguments.out, "w", encoding="utf-8") as out:
        head = {"seed": arguments.seed, "python": sys.version.split()[0], "unicode": own_unicodedata.unidata_version}
        out.write(json.dumps(head) + "\n")
        for grammar, value in cases():
            expected = GRAMMARS[grammar][1](value)
            out.write(json.dumps({"grammar": grammar, "value": value, "expected": expected}) + "\n")


if __name__ == "__main__":
    main()
