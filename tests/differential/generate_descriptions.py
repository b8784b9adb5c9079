"""Writes descriptions with what PyPI's renderer makes of them, as JSON lines {text, type, renders, from, why}.

Needs readme_renderer==45.0 docutils==0.23 comrak==0.0.12 nh3 pygments==2.20.0. `--wheels DIR` adds the long
descriptions of the wheels in DIR (from `pip download --no-deps`); they are read at run time and never stored here.

    python generate_descriptions.py --seed 1 --count 5000 --out descriptions.jsonl [--wheels DIR]
"""

import argparse
import email
import io
import json
import pathlib
import random
import zipfile

from docutils.parsers.rst import roles
from readme_renderer import markdown, rst

# One construct each; most break one rule of docutils.
RST = r"""
plain paragraph
two lines
of text
===
*emphasis* and **strong** and ``literal`` and `title`
===
*open
===
**open
===
``open
===
`open
===
|open
===
_`open
===
a * b and a ** b and 2*3*4 and "*" and '*'
===
:unknown:`x`
===
:code:`x` :sub:`2` `x`:sup: :math:`x^2` :pep:`8` :rfc:`822` :t:`x`
===
:pep:`x`
===
:rfc:`0`
===
:raw:`x`
===
:index:`x`
===
:code:`x`:sub:
===
:code:`x`_
===
:py:class:`x`
===
name_
===
name_

.. _name: http://example.com
===
`a name`_

.. _a name: http://example.com
===
.. _name: http://example.com
===
.. _name: http://example.com/1
.. _name: http://example.com/2
===
.. _name: http://example.com/1
.. _Name: http://example.com/1

name_
===
`x <http://example.com/1>`_ `x <http://example.com/2>`_
===
`x <http://example.com/1>`_ `x <http://example.com/2>`_ x_
===
`x <http://example.com/1>`__ `x <y_>`_
===
`x <y_>`_

.. _y: http://example.com
===
`x <https://example.com/y_>`_
===
`x`__

__ http://example.com
===
x__
===
__ http://example.com
===
.. _a: b_
.. _b: http://example.com

a_
===
.. _a: b_
.. _b: a_

a_
===
.. _a: b_
===
.. _internal:

Text internal_
===
.. _: x
===
.. _malformed
===
.. _`quoted: name`: http://example.com

`quoted: name`_
===
[1]_

.. [1] note
===
[1]_
===
[#]_

.. [#] note
===
[#]_ [#]_

.. [#] note
===
[#a]_

.. [#a] note
===
[#a]_
===
[*]_

.. [*] note
===
[*]_
===
[CIT]_

.. [CIT] citation
===
.. [1]
===
.. [1] note
.. [1] note
===
|sub|
===
|sub|

.. |sub| replace:: text
===
|SUB|

.. |sub| replace:: text
===
.. |sub| replace:: text
.. |sub| replace:: text
===
.. |sub| replace::
===
.. |sub| replace:: A. Name
===
.. |sub| image:: x.png
   :alt: y
   :target: http://example.com

|sub|
===
.. |sub| image:: x.png
   :align: left

|sub|
===
.. |sub| note:: x
===
.. |sub|
===
.. |sub| unicode:: U+00A9 .. c

|sub|
===
.. |a| replace:: |b|
.. |b| replace:: c

|a|
===
Title
=====
===
Title
=====

text
===
Title
===
===
Titles
==
===
Title
-----

Sub
~~~

text

Sub 2
~~~~~

text
===
A
-

B
=

C
-

D
~

E
=

text
===
=====
Title
=====

text
===
===
Long title
===
===
====
Long title
====
===
=====
Title
----
===
=====
Title
text
===
=====
Title
===
Same
====

text

Same
====

text
===
text

----

text
===
----

text
===
text

----
===
text

----

----

text
===
A
=

text

----

B
=

text
===
- a
- b
===
- a
  b

  - c
  - d

- e
===
- a
text
===
* a

text
===
1. a
2. b
===
1. a
3. b
===
1. a
text
===
5. a
6. b
===
a) x
b) y
===
(i) x
(ii) y
===
#. x
#. y
===
A. Name wrote
this line
===
term
  definition
===
term : classifier
  definition

term
  definition
===
term
  definition
text
===
text
  indented
text
===
text
more
  indented
===
:Author: Me
:Version: 1
===
:Author:
===
:Date: - a
===
:Authors: A, B
===
:abstract: a
:abstract: b
===
:Author: A. Name
===
text

:field: value
:field with *markup*: value
===
:field: value
text
===
-a            option a
-b FILE, --bb=FILE  option b
--long        text
/V            dos
===
-a  text
text
===
-a
===
| line
| block
===
| line
  goes on
| block
===
| line
text
===
    block quote
===
text

    block quote

    -- Author
===
  block quote
text
===
text::

    literal
===
text::

    literal
text
===
text::

text
===
text::
===
text ::

> quoted
> lines
===
text::

> quoted
* lines
===
::

    literal
===
>>> doctest
1
===
+---+---+
| a | b |
+===+===+
| 1 | 2 |
+---+---+
===
+---+---+
| a | b |
+---+---+
| span  |
+---+---+
===
+---+---+
| a | b |
+---+--+
===
+---+---+
| a | b |
+---+---+
text
===
+-------+---+
| - a   | b |
| text  |   |
+-------+---+
===
==== ====
a    b
==== ====
1    2
==== ====
===
==== ====
a    b
==== ===
1    2
==== ====
===
==== ====
a b  c
abcde f
==== ====
===
==== ==== ====
a    b    c
---- ---------
1    2    3
               more
==== ==== ====
===
==== ====
a    b
===
==== ====
a    b
==== ====
text
===
.. comment
===
..

  quote
===
.. comment
text
===
.. note:: x
===
.. note::
===
.. note::

   x

   - y
===
.. note:: x
text
===
.. unknown:: x
===
.. toctree::
===
.. code-block:: python

   x = 1
===
.. code-block:: nosuchlanguage

   x = 1
===
.. code-block:: python
   :linenos:

   x = 1
===
.. code-block:: python
   x = 1
===
.. code-block:: python
===
.. code:: python
   :number-lines: 10

   x
===
.. image:: x.png
   :width: 10px
   :height: 3em
   :alt: a
   :scale: 50 %
   :align: center
===
.. image:: x.png
   :width: 10 foo
===
.. image:: x.png
   :height: 10%
===
.. image::
===
.. image:: x.png

   content
===
.. image:: x.png
   :target: name_
===
.. image:: x.png
   :align: top
===
.. image:: x.png
   :alt: a
   :alt: b
===
.. figure:: x.png
   :figwidth: 50%

   Caption

   Legend
===
.. figure:: x.png

   - list
===
.. raw:: html

   <b>x</b>
===
.. include:: x
===
.. csv-table::
   :file: x
===
.. csv-table:: t
   :header: a, b

   1, 2
===
.. list-table:: t
   :header-rows: 1

   * - a
     - b
   * - c
     - d
===
.. list-table::

   * - a
   * - b
     - c
===
.. list-table::
   :header-rows: 1

   * - a
===
.. table:: t

   == ==
   a  b
   == ==
===
.. table:: t

   text
===
.. contents::
===
.. contents:: Table
   :depth: 2
   :local:
   :backlinks: none
===
.. contents::
   :depth: x
===
- .. contents::
===
.. sectnum::
===
.. topic:: T

   text
===
.. topic:: T

   .. topic:: U

      text
===
.. sidebar:: T

   text
===
.. admonition:: T

   text
===
.. container:: a b

   text
===
.. class:: x

text
===
.. class:: x
===
.. role:: custom

:custom:`x`
===
.. role:: raw-html(raw)
   :format: html
===
.. role:: raw-html(raw)
   :format: html

:raw-html:`x`
===
.. role:: python(code)
   :language: python

:python:`x`
===
.. role::
===
.. role:: x(nosuch)
===
.. default-role:: code

`x`
===
.. math::

   x^2
===
.. parsed-literal::

   *x* y_
===
.. epigraph::

   x

   -- y
===
.. rubric:: x
===
.. header:: x
===
.. title:: x
===
.. meta::
   :description: x
===
.. replace:: x
===
.. line-block::

   x
===
text http://example.com/a_b_c?x=y#z and me@example.com
===
Windows\path and \*escaped\* and a\ b
===
x_y_z and __init__ and _private and foo_bar()
===
*a*b and **a**b
===
"``a``" and (*a*) and <b>_ and `a b`-c
===
日本語
======

text
===
日本語
===

text
===
text ``a
b`` *c
d* e
===
Foo's `bar`'s and ```x``` and ````
===
:a:`b`c and `x`s
===
text [not a note] and [x]_y
===
function(*args, **kwargs)
===
* [link](http://example.com)
* `code`
===
```python
x = 1
```
===
![image](x.png)
===
\
===
..
""".strip("\n").split("\n===\n")

MARKDOWN = ["", " ", "\n\n", "\t", "<!-- x -->", "<!-- x", "[a]: http://x", "[a]: http://x\n[b]: y 'title'\n", "[a]: x\n\ntext",
            "[a]:", "<b></b>", "<script>x</script>", "<script></script>", "[](x)", "![](x)", "[^1]: note", "x[^1]\n\n[^1]: note",
            "# ", "---", "- ", "> ", "```\n```", "\ufeff", "\u00a0", "\u200b", "&nbsp;", "\\", "<?php ?>", "<!DOCTYPE x>",
            "<![CDATA[x]]>", "\x0c", "\r", "[a]: <>", "[a]: x 'y\n", "|a|\n|-|", "\0", "\u3000", "\u2028", "\x0b", "<style></style>",
            "[a]: x\n===", "[a]: x\n\n[a]: y", "[^a]:", "[^a]: [b]: c", "   [a]: x", "    [a]: x", "\\[a]: x", "<a></a>"]


def reference(text, kind):
    # Roles defined by one description stay known to the next one in the same process.
    roles._roles.clear()
    stream = io.StringIO()
    try:
        if kind == "text/markdown":
            return markdown.render(text) is not None, ""
        if kind != "text/x-rst":
            return True, ""
        return rst.render(text, stream=stream) is not None, stream.getvalue()[:300]
    except Exception as error:
        return "crash", repr(error)[:300]


def indent(text, width):
    return "\n".join(" " * width + line if line else line for line in text.split("\n"))


def mutate(text, rng):
    for _ in range(rng.randint(0, 3)):
        lines = text.split("\n")
        i = rng.randrange(len(lines))
        kind = rng.randrange(9)
        if kind == 0:
            del lines[i]
        elif kind == 1:
            lines.insert(i, "")
        elif kind == 2:
            lines[i] = " " * rng.randint(1, 4) + lines[i]
        elif kind == 3:
            lines[i] = lines[i].lstrip()
        elif kind == 4 and lines[i]:
            j = rng.randrange(len(lines[i]))
            lines[i] = lines[i][:j] + lines[i][j + 1:]
        elif kind == 5:
            j = rng.randrange(len(lines[i]) + 1)
            lines[i] = lines[i][:j] + rng.choice(list("*`_|:\\[]<>-=~. #\"'(é日\t")) + lines[i][j:]
        elif kind == 6:
            j = rng.randrange(len(lines))
            lines[i], lines[j] = lines[j], lines[i]
        elif kind == 7:
            lines.insert(i, lines[i])
        else:
            lines = lines[:i + 1]
        text = "\n".join(lines) or "x"
    return text


def generate(rng, pool):
    parts = []
    for _ in range(rng.randint(1, 5)):
        part = rng.choice(pool)
        if rng.random() < 0.3:
            part = mutate(part, rng)
        shape = rng.random()
        if shape < 0.06:
            part = "- " + indent(part, 2)[2:]
        elif shape < 0.1:
            part = ".. note::\n\n" + indent(part, 3)
        elif shape < 0.12:
            part = "term\n" + indent(part, 2)
        elif shape < 0.14:
            part = ":field: " + indent(part, 4)[4:]
        elif shape < 0.16:
            part = "1. " + indent(part, 3)[3:]
        parts.append(part)
    return ("\n" if rng.random() < 0.08 else "\n\n").join(parts) + rng.choice(["", "\n"])


def descriptions(folder):
    for path in sorted(pathlib.Path(folder).glob("*.whl")):
        with zipfile.ZipFile(path) as wheel:
            name = next(n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
            message = email.message_from_bytes(wheel.read(name))
        kind = message.get("Description-Content-Type", "text/x-rst").split(";")[0].strip()
        body = message.get("Description")
        body = body if body else message.get_payload(decode=True).decode("utf-8", "replace")
        if body.strip():
            yield kind, body


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--out", required=True)
    parser.add_argument("--wheels")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with open(options.out, "w", encoding="utf-8") as out:
        def write(text, kind, origin):
            renders, why = reference(text, kind)
            out.write(json.dumps({"text": text, "type": kind, "renders": renders, "from": origin, "why": why}) + "\n")

        for text in RST:
            write(text, "text/x-rst", "hand")
        passing = [text for text in RST if reference(text + "\n\nend", "text/x-rst")[0] is True]
        for _ in range(options.count):
            write(generate(rng, passing if rng.random() < 0.75 else RST), "text/x-rst", "generated")
        for text in MARKDOWN + RST:
            write(text, "text/markdown", "markdown")
        for _ in range(options.count // 10):
            write("\n".join(rng.choice(MARKDOWN) for _ in range(rng.randint(1, 3))), "text/markdown", "markdown")
        for kind, body in descriptions(options.wheels) if options.wheels else ():
            write(body, kind, "real" if kind == "text/x-rst" else "real-other")
            if kind == "text/x-rst":
                for _ in range(20):
                    write(mutate(body, rng), kind, "real-mutated")


main()
