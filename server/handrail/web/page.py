"""The plain, neutral pages that a link opens: they say nothing of what this is for, and change nothing.

A one-time link keeps its secret in the fragment, which a browser never sends; the page only tells how to use it.
"""

from __future__ import annotations

from aiohttp import web

from handrail.kernel.principal import Power
from handrail.web.routes import Call, Route, WayOut

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Welcome</title>
<link rel="stylesheet" href="/page.css">
</head>
<body>
<main>
<h1>Welcome</h1>
<p>This link is yours alone and works once. Nothing has happened yet by opening it.</p>
<p>To use it, copy the whole address of this page and run this in a terminal:</p>
<pre><code>handrail sign-in 'the whole address'</code></pre>
<p>If you did not expect this page, you can close it.</p>
</main>
</body>
</html>
"""

_STYLE = """:root { color-scheme: light dark; font: 1.125rem/1.6 system-ui, sans-serif; }
body { margin: 0; display: grid; min-height: 100vh; place-items: center; }
main { max-width: 34rem; padding: 1.5rem; }
pre { padding: 1rem; border: 1px solid; border-radius: 0.5rem; overflow-x: auto; }
"""


async def page(_: Call[None]) -> web.Response:
    return web.Response(text=_PAGE, content_type="text/html")


async def style(_: Call[None]) -> web.Response:
    return web.Response(text=_STYLE, content_type="text/css")


ROUTES = (
    Route("GET", "/", page, WayOut.NOTHING, Power.ANYONE, "A neutral page.", produces="text/html"),
    Route("GET", "/enter", page, WayOut.NOTHING, Power.ANYONE, "What a one-time link opens.", produces="text/html"),
    Route("GET", "/page.css", style, WayOut.NOTHING, Power.ANYONE, "How the neutral pages look.", produces="text/css"),
)
