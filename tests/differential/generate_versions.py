"""Writes adversarial versions, specifiers, requirements and file names with the answers of the originals.

    python generate_versions.py --seed 1 --out /tmp/cases.jsonl [--count 10000] [--legacy warehouse/forklift/legacy.py]

Needs packaging==26.2 on Python 3.13 or later (production: 3.14). With --legacy, file names are judged by the very statements
of that file, cut out of its syntax tree. Then:

    PREFLIGHT_DIFFERENTIAL_VERSIONS=/tmp/cases.jsonl cargo test --lib upload
"""

import argparse
import ast
import json
import random
import re
import warnings
from types import SimpleNamespace

import packaging
import packaging.utils
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

assert packaging.__version__ == "26.2", packaging.__version__
warnings.simplefilter("ignore")

SPACES = [" ", "\t", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0", "\u2003", "\u2028", "\u3000", "\u200b", "\ufeff"]
LETTERS = ["é", "١", "²", "ı", "İ", "ſ", "\u212a", "中", "Ⓐ", "\u0301", "Σ", "ς", "😀", "Ⅷ", "ª", "９", "𝟗"]
PUNCTUATION = list(".-_!+*=<>~,;()[]@'\"\\/ :#$%&|^?{}`")

VERSIONS = """1.0 1 0 00 1.0.0 1.2.3 v1.0 V1 1!2.0 0!1 1!0.0 1.0a1 1.0a 1.0.a.1 1.0-alpha-1 1.0_beta_2 1.0c3 1.0rc4 1.0pre5 1.0preview6
1.0.preview 1.0-1 1.0.post1 1.0-post 1.0r7 1.0rev8 1.0_rev_ 1.0.dev 1.0dev3 1.0-dev-4 1.0a1.post2.dev3+local.4 1.0+ubuntu-1 1.0+A_b.C
1.0+001 1.0+a.01 1.0+ 1.0+a. 1.0+.a 1.0+a..b 1.0a_ 1.0a--1 1.0a-1 1.0a.post1 1.0a.-1 1.0.post-1 1.0post--1 1.0--1 1.0. .1 1..0 1.0.*
1.* * 1.0a.* 1.0b2.post345.dev456 2012.4 20240101.1234567890123456789012 18446744073709551616 1.18446744073709551615
1.18446744073709551616 1e5 1.0x latest dev 1-1-1 1.0-1-1 1.0-1.dev 1.0.dev1-1 1.0.dev1.post1 1.0post1a1 v v1.v2 vv1 1! !1 1!!1
1!1!1 1.0poſt1 1.0prevıew1 1.0prevİew 1.0ALPHA1 1.0RC1 1.0.POST1 1.0.DEV1 १.० 1.² １.0 1.0+é 1.0+ſ""".split()

SPECIFIERS = """>=3.8 ==1.0 ==1.* !=1.2.* ~=1 ~=1.0 ~=1.0a1 ~=1.0poſt1 ~=1.0prevıew2 ~=1.0+x >=1.0+x ==1.0+x ===foo ===1.0,2 === ===; ===)
>=3.9.* <4.0.* ^3.9 3.9 =1.0 =>1.0 >1,<2 >=1,,<2 ,>=1 >=1, , >=3.8_<4 ==1.0a.* ==1.0.*.* ==*  ~=1.* ~=1!2.0 ~=1!2 >=v1 >=1! <=1.0-1
==1.0,==1 ==1.0,==1.0.0 ~=1.0,~=1.0.0 ===A,===a !=1.0poſt1 ~=1.0poſt1,>=1 ==1.0.dev.* >=1.0-dev ==1-r4+x.Y_z ==1.0+a. ==1.0+-a <>1
>==1 ====1 ===== <<1 >=1;a >=1) (>=1) (>=1,<2)""".split()

VARIABLES = """python_version python_full_version os.name os_name sys.platform sys_platform platform_release platform_system
platform.version platform_version platform.machine platform_machine platform.python_implementation platform_python_implementation
python_implementation implementation_name implementation_version extra extras dependency_groups platform.release os-name foo
extra1 extrasx xextra python_versio python_version_ os.names""".split()

OPERATORS = ["==", "===", "!=", "<=", ">=", "<", ">", "~=", "in", "not in", "not  in", "not\tin", "notin", "in in", "not", "is", "=", "<>"]

VALUES = ["'3.8'", '"3.8"', "'win32'", '"Foo_Bar.Baz"', "''", '""', "'a\"b'", '"it\'s"', "'\\n'", "'\\x41'", "'\\x4'", "'a\\'", "'\\\\'",
          "'\\u00e9'", "'\\ud800'", "'\\U00110000'", "'\\101'", "'\\777'", "'\\8'", "'\\d'", "'a\nb'", "'a\\\nb'", "'a\r\nb'",
          "'a\\\r\nb'", "'é'", "'ΑΣ'", "'\\N'", "'\\N{}'", "'\\N{", "'unclosed", '"unclosed', "'''", "\"\"\"", "u'a'", "3.8", "'\\", "'\0'", "'\\\0'"]

URLS = ["https://example.org/a.whl", "git+https://x.y/z@main#egg=a", "./local", "file:///a", ";", "https://x;y", "a;", "'q'", "é", "x\n", "\n", "@", "a[b]"]

PLATFORMS = """any win32 win_amd64 win_arm64 win_ia64 win_arm32 linux_x86_64 linux_armv6l linux_armv7l manylinux1_x86_64 manylinux1_aarch64
manylinux2010_i686 manylinux2014_ppc64 manylinux2014_riscv64 manylinux_2_17_x86_64 manylinux_2_17_ppc64 manylinux_2_17_loongarch64
manylinux_2_17 manylinux_2__x86_64 manylinux_999_0_i686 musllinux_1_2_x86_64 musllinux_1_2_ppc64 musllinux_1_1_riscv64
macosx_10_9_x86_64 macosx_10_99_arm64 macosx_11_0_arm64 macosx_11_1_arm64 macosx_14_00_arm64 macosx_16_0_arm64 macosx_26_0_universal2
macosx_010_9_x86_64 macosx_10_9_universal2x macosx_10_9_amd64 ios_13_0_arm64_iphoneos ios_13_0_arm64_iphonesimulator
ios_13_0_x86_64_iphonesimulatorfoo ios_13_0_arm64_iphoneos_iphoneos ios_13_0_arm64_iphonesimulator_iphoneosx ios_13_arm64_iphoneos
ios_13_0_armv7_iphoneos ios_13_0__arm64_iphoneos android_21_arm64_v8a android_21_x86 android_21_x86_64 android_21_armv7 android__x86
pyemscripten_2025_0_wasm32 pyemscripten_2025_0_wasm32_more pyemscripten_2025_wasm32 emscripten_3_1_wasm32 pyodide_2024_0_wasm32
freebsd_13_amd64 manylinux_٢_١٧_x86_64 macosx_١٠_9_x86_64 macosx_11_٠_arm64 android_２１_x86 musllinux_²_1_x86_64 ANY Win32 WIN_AMD64
MACOSX_10_9_X86_64 wİn32 manylinux_2_17_\u212a86 linux""".split()

NAMES = "foo Foo foo-bar foo_bar foo.bar Foo__Bar foo--bar f a-b-c A.B_c zope.interface x1 1x foo- _foo S-mple".split()


def mutate(rng, text, alphabet):
    for _ in range(rng.choice([0, 0, 1, 1, 1, 2, 3])):
        at = rng.randrange(len(text) + 1)
        kind = rng.random()
        if kind < 0.45:
            text = text[:at] + rng.choice(alphabet) + text[at:]
        elif kind < 0.7:
            text = text[:at] + text[at + 1 :]
        elif kind < 0.85:
            text = text[:at] + rng.choice(alphabet) + text[at + 1 :]
        else:
            end = min(len(text), at + rng.randrange(1, 5))
            text = text[:end] + text[at:end] + text[end:]
    return text


WORDS = ["a", "b", "c", "rc", "alpha", "beta", "pre", "preview", "post", "rev", "r", "dev", "v"]


def version(rng):
    if rng.random() < 0.5:
        return rng.choice(VERSIONS)
    separator = lambda: rng.choice(["", "", ".", "-", "_"])
    number = lambda: rng.choice(["", "0", "1", "01", "12", "2024", "9" * rng.choice([1, 19, 20, 40])])
    text = rng.choice(["", "", "", "v", "1!", "0!", "V2!"]) + (number() or "1")
    text += "".join("." + (number() or "0") for _ in range(rng.randrange(4)))
    for words in (WORDS[:8], WORDS[8:11], ["dev"]):
        if rng.random() < 0.4:
            word = rng.choice(words)
            text += separator() + (word.upper() if rng.random() < 0.2 else word) + separator() + number()
    if rng.random() < 0.1:
        text += "-" + number()
    if rng.random() < 0.25:
        text += "+" + separator().join(rng.choice(["a", "1", "01", "Ubuntu", "x9", "0"]) for _ in range(rng.randrange(1, 4)))
    return text


def mutated_version(rng):
    return mutate(rng, version(rng), SPACES + LETTERS + PUNCTUATION[:8] + list("0019abcprv") + WORDS)


def specifier(rng):
    if rng.random() < 0.4:
        return rng.choice(SPECIFIERS).replace("_<", " <")
    space = rng.choice(["", "", " ", "\t", "\n", "\xa0"])
    operator = rng.choice(["==", "!=", "~=", ">=", "<=", "<", ">", "===", "=", ""])
    return operator + space + version(rng) + rng.choice(["", "", "", ".*", " "])


def specifiers(rng):
    count = rng.choice([0, 1, 1, 1, 2, 2, 3])
    text = rng.choice([",", ", ", " , ", ",,"]).join(specifier(rng) for _ in range(count))
    return mutate(rng, text, SPACES + LETTERS + PUNCTUATION + list("01abv") + WORDS)


def marker(rng, depth=0):
    space = lambda: rng.choice(["", " ", " ", " ", "  ", "\t"])
    if depth < 4 and rng.random() < 0.35:
        inner = marker(rng, depth + 1)
        if rng.random() < 0.7:
            return f"({space()}{inner}{space()})"
        return inner
    if depth < 4 and rng.random() < 0.3:
        return marker(rng, depth + 1) + rng.choice([" and ", " or ", " and ", " or ", "and", "  or\t", " xor "]) + marker(rng, depth + 1)
    operand = lambda: rng.choice(VARIABLES[:20]) if rng.random() < 0.55 else rng.choice(VARIABLES + VALUES)
    value = lambda: rng.choice(VALUES[:10]) if rng.random() < 0.7 else rng.choice(VALUES)
    operator = rng.choice(OPERATORS[:11]) if rng.random() < 0.9 else rng.choice(OPERATORS)
    sides = [operand(), value()]
    if rng.random() < 0.2:
        sides.reverse()
    if rng.random() < 0.1:
        sides[1] = operand()
    return f"{sides[0]}{space()}{operator}{space()}{sides[1]}"


def requirement(rng):
    space = lambda: rng.choice(["", "", "", " ", " ", "\t", "  "])
    name = mutate(rng, rng.choice(NAMES), LETTERS + [".", "_", "-"]) if rng.random() < 0.2 else rng.choice(NAMES)
    text = space() + name + space()
    if rng.random() < 0.25:
        extras = [rng.choice(NAMES + ["", "a", "b"]) for _ in range(rng.randrange(4))]
        text += "[" + space() + rng.choice([",", " , ", ", ", " "]).join(extras) + space() + "]" + space()
    kind = rng.random()
    if kind < 0.3:
        url = rng.choice(URLS[:3]) if rng.random() < 0.6 else rng.choice(URLS)
        text += "@" + space() + url + space()
    elif kind < 0.75:
        inner = rng.choice([",", ", ", " , ", ",", " "]).join(specifier(rng) for _ in range(rng.choice([1, 1, 2, 3])))
        text += f"({space()}{inner}{space()})" if rng.random() < 0.25 else inner
        text += space()
    if rng.random() < 0.5:
        text += ";" + space() + marker(rng)
    if rng.random() < 0.05:
        text += rng.choice(SPACES)
    if rng.random() < 0.5:
        text = mutate(rng, text, SPACES + LETTERS + PUNCTUATION * 2 + list("01ab") + ["and", "or", " in ", "extra"])
    return text


PRINTABLE = [c for c in LETTERS] + [" ", "\xa0", "\x85", "\t", "\x7f", "\n", "/", "'", '"'] + PUNCTUATION


def platform(rng):
    tag = rng.choice(PLATFORMS)
    return mutate(rng, tag, LETTERS + ["\n", "_", "0", "1", "_iphoneos", "x86_64", ".", "٣"]) if rng.random() < 0.5 else tag


def name_and_version(rng):
    name = rng.choice([n for n in NAMES if n[0] != "_" and n[-1] != "-"])
    while True:
        try:
            return name, str(Version(version(rng)))
        except ValueError:
            pass


def file_name(rng, kind):
    name, number = name_and_version(rng)
    spelled = rng.choice([name, packaging.utils.canonicalize_name(name).replace("-", "_"), packaging.utils.canonicalize_name(name)])
    written = rng.choice([number, number, number, version(rng), number + ".0", number.replace(".post", "-")])
    if kind == "wheel":
        build = rng.choice(["", "", "", "-1", "-1a", "-b1", "-²", "-0_x"])
        tags = ".".join(platform(rng) if rng.random() < 0.4 else "any" for _ in range(rng.choice([1, 1, 1, 2])))
        text = f"{spelled.replace('-', '_') if rng.random() < 0.8 else spelled}-{written}{build}-py3-none-{tags}"
        text += rng.choice([".whl"] * 20 + [".WHL", ".zip", ".whl\n", ""])
    else:
        text = f"{spelled}-{written}" + rng.choice([".tar.gz"] * 12 + [".zip", ".zıp", ".Zip", ".tar.GZ", ".tgz", ".tar.bz2", ".whl", ".zİp"])
    if rng.random() < 0.3:
        text = mutate(rng, text, PRINTABLE)
    if rng.random() < 0.01:
        text = text.replace("-", "x" * rng.randrange(200, 260) + "-", 1)
    return text, name, number


class Refused(Exception):
    pass


def refuse(_exception, message, **_):
    raise Refused(message)


class Legacy:
    """The checks of file names in legacy.py, as they stand there."""

    def __init__(self, path):
        source = open(path, encoding="utf-8").read()
        # Python 3.14 allows several exceptions without parentheses.
        source = re.sub(r"^(\s*)except ([\w.]+(?:, [\w.]+)+):", r"\1except (\2):", source, flags=re.M)
        tree = ast.parse(source)
        wanted = {"_valid_platform_tag", "_validate_filename"}
        body = [
            node
            for node in tree.body
            if (isinstance(node, ast.FunctionDef) and node.name in wanted)
            or (isinstance(node, ast.Assign) and re.search(r"_(arches|re|platforms|versions)$", node.targets[0].id))
        ]
        upload = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "file_upload")
        for function, test in (("sdist", "form.filetype.data == 'sdist'"), ("wheel", "filename.endswith('.whl')")):
            branch = next(node for node in ast.walk(upload) if isinstance(node, ast.If) and ast.unparse(node.test) == test)
            end = next(i for i, node in enumerate(branch.body) if ast.unparse(node).startswith("filename = os.path.basename"))
            definition = ast.parse(f"def {function}(filename, form, meta, project, request): pass").body[0]
            definition.body = branch.body[:end]
            body.append(definition)
        self.scope = {
            "re": re,
            "packaging": packaging,
            "HTTPBadRequest": None,
            "_exc_with_message": refuse,
            "_filetype_extension_mapping": {"sdist": {".zip", ".tar.gz"}, "bdist_wheel": {".whl"}},
        }
        exec(compile(ast.fix_missing_locations(ast.Module(body, [])), path, "exec"), self.scope)

    def validate(self, filename, filetype):
        try:
            self.scope["_validate_filename"](filename, filetype)
        except Refused as refused:
            return str(refused)

    def check(self, kind, filename, name, number):
        form = SimpleNamespace(filetype=SimpleNamespace(data="sdist" if kind == "sdist" else "bdist_wheel"))
        project = SimpleNamespace(name=name, normalized_name=re.sub(r"(\.|_|-)+", "-", name).lower())
        request = SimpleNamespace(metrics=SimpleNamespace(increment=lambda *_, **__: None))
        if kind == "wheel" and not filename.endswith(".whl"):
            return "no wheel"
        try:
            self.scope[kind](filename, form, SimpleNamespace(name=name, version=Version(number)), project, request)
        except Refused as refused:
            return str(refused)


def judge_version(text):
    try:
        parsed = Version(text)
        return [str(parsed), packaging.utils.canonicalize_version(parsed), parsed.local, parsed.is_postrelease]
    except InvalidVersion:
        return None
    except ValueError:
        return "crash"


def judge_specifiers(text):
    try:
        parsed = SpecifierSet(text)
    except InvalidSpecifier:
        return None
    try:
        return str(parsed)
    except (AssertionError, ValueError):
        return "crash"


def judge_requirement(text):
    try:
        parsed = Requirement(text)
    except InvalidRequirement as error:
        return {"message": str(error)}
    except (InvalidSpecifier, SyntaxError, ValueError, RecursionError):
        return {"crash": True}
    try:
        display = str(parsed)
    except (AssertionError, ValueError):
        display = None
    if display:
        display = re.sub("[\ud800-\udfff]", "\ufffd", display)
    return {"name": parsed.name, "url": parsed.url, "display": display}


def judge_file_name(parse, text):
    """What the parser of packaging makes of a name; the message where it refuses."""
    try:
        parsed = parse(text)
    except packaging.utils.InvalidWheelFilename as error:
        return {"message": str(error)}
    except packaging.utils.InvalidSdistFilename:
        return {"refused": True}  # the index has its own words
    except ValueError:
        return {"crash": True}  # a number of too many digits
    return {"name": parsed[0], "version": str(parsed[1])}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--out", required=True)
    arguments.add_argument("--count", type=int, default=10000, help="values of each kind")
    arguments.add_argument("--legacy", help="warehouse/forklift/legacy.py")
    arguments = arguments.parse_args()
    rng = random.Random(arguments.seed)
    legacy = Legacy(arguments.legacy) if arguments.legacy else None
    with open(arguments.out, "w", encoding="utf-8") as out:

        def write(kind, inputs, answer):
            out.write(json.dumps({"kind": kind, "input": inputs, "answer": answer}, ensure_ascii=True) + "\n")

        fixed = ["1" * 4300, "1" * 4301, "0" * 4301, "1.0+" + "9" * 4301, "1!" + "1" * 4301, "1.." + "1" * 4301, "1.0a" + "1" * 4301]
        versions = fixed + VERSIONS + [mutated_version(rng) for _ in range(arguments.count)]
        for text in versions:
            write("version", [text], judge_version(text))
        valid = [text for text in versions if isinstance(judge_version(text), list)]
        for _ in range(arguments.count):
            left, right = rng.choice(valid), rng.choice(valid)
            if rng.random() < 0.5:
                right = mutate(rng, left, list(".-_+01abv") + WORDS)
                if not isinstance(judge_version(right), list):
                    continue
            a, b = Version(left), Version(right)
            write("order", [left, right], (a > b) - (a < b))
        for text in [s.replace("_<", " <") for s in SPECIFIERS] + ["==1," + "=={}".format("1" * 4301)] + [
            specifiers(rng) for _ in range(arguments.count)
        ]:
            write("specifier", [text], judge_specifiers(text))
        deep = [f"a; {'(' * depth}os_name=='x'{')' * depth}{tail}" for depth in (1, 5, 50, 399) for tail in ("", " and extra == 'A_b'", ")")]
        deep += ["a; " + "(" * 600 + "os_name=='x'", f"a{'[' * 9}", "a " + "==1," * 300, "a==1,===b,c", "é", "", " ", "\n", "a\n", "a \n", "a;\n", "a\nb"]
        for text in deep + [requirement(rng) for _ in range(arguments.count * 3)]:
            write("requirement", [text], judge_requirement(text))
        for _ in range(arguments.count):
            for kind in ("wheel", "sdist"):
                text, _name, _number = file_name(rng, kind)
                write("parse_wheel", [text], judge_file_name(packaging.utils.parse_wheel_filename, text))
                write("parse_sdist", [text], judge_file_name(packaging.utils.parse_sdist_filename, text))
        if legacy:
            valid_platform_tag = legacy.scope["_valid_platform_tag"]
            for text in PLATFORMS + [platform(rng) for _ in range(arguments.count)]:
                write("platform", [text], valid_platform_tag(text))
            for _ in range(arguments.count):
                for kind in ("wheel", "sdist"):
                    text, name, number = file_name(rng, kind)
                    filetype = "sdist" if kind == "sdist" else "bdist_wheel"
                    write("filename", [text, filetype], legacy.validate(text, filetype))
                    answers = sorted({legacy.check(kind, text, name, number) or "" for _ in range(1)})
                    write(kind, [text, name, number], answers[0] or None)


main()
