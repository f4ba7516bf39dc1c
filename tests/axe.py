"""What axe finds wrong on a page of a browser."""

from axe_playwright_python.sync_playwright import Axe

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}


def faults(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(fault["id"], fault["impact"], node["html"][:160]) for fault in found for node in fault["nodes"][:3]]
