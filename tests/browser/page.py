"""A page in the browser, seen by a reader with these means."""

from pathlib import Path
from typing import Any

CONTRASTS = """
const channel = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 };
const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
const read = text => text.match(/[\\d.]+/g).map(Number);
const ground = node => {
  for (let at = node; at; at = at.parentElement) {
    const c = read(getComputedStyle(at).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c;
  }
  return [255, 255, 255];
};
const found = {};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || node.closest("style, title, desc")) continue;
  const style = getComputedStyle(node);
  const ink = read(node.closest("svg") ? style.fill : style.color);
  const [one, two] = [light(ink), light(ground(node))].sort((a, b) => b - a);
  found[`${node.tagName} ${node.className.baseVal ?? node.className} ${ink} on ${ground(node)}`] =
    (one + 0.05) / (two + 0.05);
}
return found;
"""
"""The contrast of every text with what is behind it, as WCAG 2.2 (1.4.3) computes it."""


class Page:
    """A page, and the reader's screen, colours, keys and paper."""

    def __init__(self, driver: Any, folder: Path) -> None:
        self.driver = driver
        self.folder = folder

    def open(
        self, html: str, *, scheme: str = "light", media: str = "screen", width: int = 1000
    ) -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.command("Emulation.setEmulatedMedia", media=media, features=features)
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.command("Emulation.setDeviceMetricsOverride", **size)
        file = self.folder / "page.html"
        file.write_text(html, "utf-8")
        self.driver.get(file.as_uri())

    def command(self, name: str, **values: object) -> dict[str, Any]:
        return self.driver.execute_cdp_cmd(name, values)

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)

    def press(self, *keys: str) -> None:
        self.driver.switch_to.active_element.send_keys(*keys)
