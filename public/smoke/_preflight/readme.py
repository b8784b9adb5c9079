"""What PyPI makes of a description in reStructuredText: `readme_renderer` and `docutils`, as PyPI runs them.

The renderer hands docutils' HTML to nh3, which is native code. Here nh3 is a function that changes nothing: whether a
description renders is decided before it, and the page cleans the HTML with the same rules before it shows it.
"""

import io
import sys
import types

from . import archive


def readme(step):
    archive.open_pack("readme", "/preflight/readme")
    sys.path.insert(0, "/preflight/readme")
    nh3 = types.ModuleType("nh3")
    nh3.ALLOWED_TAGS, nh3.ALLOWED_ATTRIBUTES = set(), {}
    nh3.clean = lambda html, **options: html
    sys.modules["nh3"] = nh3
    from readme_renderer import rst

    return {"verdict": "works", "texts": [_rendered(rst, text) for text in step["texts"]]}


def _rendered(rst, text):
    stream = io.StringIO()
    html = rst.render(text, stream)
    return {"rendered": html is not None, "html": html or "", "warnings": stream.getvalue()}
