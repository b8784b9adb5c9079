"""What PyPI makes of a description in reStructuredText: `readme_renderer` and `docutils`, as PyPI runs them.

The renderer hands docutils' HTML to nh3, which is native code. Here nh3 is a function that changes nothing: whether a
description renders is decided before it, and the page cleans the HTML with the same rules before it shows it.
"""

import io
import sys
import types
from email.parser import BytesParser

from . import archive


def readme(step):
    """Renders texts, each as `{rendered, html, warnings}`."""
    rst = _renderer()
    return {"verdict": "works", "texts": [_rendered(rst, text) for text in step["texts"]]}


def description(step):
    """Renders the description in the metadata of a wheel, as PyPI does when it is uploaded."""
    wheel = archive.open_wheel(step["target"])
    metadata = BytesParser().parsebytes(wheel.read(archive.dist_info(wheel) + "/METADATA"))
    text = metadata.get("Description") or metadata.get_payload()
    answer = _rendered(_renderer(), str(text))
    if answer["rendered"]:
        return {"verdict": "works", "cause": "", "html": answer["html"]}
    problem = " ".join(answer["warnings"].split())[:500]
    if metadata.get("Description-Content-Type") is None:
        # warehouse/utils/readme.py: without a type of its own, what does not render is shown as it is.
        return {"verdict": "works", "cause": f"PyPI will show it as plain text, because it does not render: {problem}"}
    return {"verdict": "fails", "cause": f"PyPI refuses it, because it does not render: {problem}"}


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
