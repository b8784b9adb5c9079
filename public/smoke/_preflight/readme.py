"""What PyPI makes of a description in reStructuredText: `readme_renderer` and `docutils`, as PyPI runs them.

The texts come from the engine, which knows what upload tools send. The renderer hands docutils' HTML to nh3, which is native
code. Here nh3 is a function that changes nothing: whether a description renders is decided before it, and the engine cleans
the HTML with the same rules before the page shows it.
"""

import io
import sys
import types

from . import archive


def readme(step):
    """Renders texts, each as `{rendered, html, warnings}`."""
    rst = _renderer()
    return {"verdict": "works", "texts": [_rendered(rst, text) for text in step["texts"]]}


def _renderer():
    archive.open_pack("readme", "/preflight/readme")
    sys.path.insert(0, "/preflight/readme")
    nh3 = types.ModuleType("nh3")
    nh3.ALLOWED_TAGS, nh3.ALLOWED_ATTRIBUTES = set(), {}
    nh3.clean = lambda html, **options: html
    sys.modules["nh3"] = nh3
    from readme_renderer import rst

    return rst


def _rendered(rst, text):
    stream = io.StringIO()
    html = rst.render(text, stream)
    return {"rendered": html is not None, "html": html or "", "warnings": stream.getvalue()}
