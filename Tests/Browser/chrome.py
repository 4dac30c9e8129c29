"""One headless Chromium, and what the tests ask of a page that is open in it."""

import base64
import json
from pathlib import Path

import axe_playwright_python
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]

WIDTHS = {360: 740, 1440: 900}
SCHEMES = ["light", "dark"]

# Runs before anything of the page does, and outside of its Content Security Policy.
WATCH = """
window.__seen = [];
addEventListener("securitypolicyviolation", (e) => __seen.push(`CSP ${e.violatedDirective}: ${e.blockedURI}`));
addEventListener("error", (e) => __seen.push(`error: ${e.message}`), true);
addEventListener("unhandledrejection", (e) => __seen.push(`rejection: ${e.reason}`));
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = () => { __seen.push(`${name} was called`); return null; };
}
"""


class Chrome:
    """A Chromium of a width and a colour scheme. Commands go to the devtools where WebDriver has none."""

    def __init__(self, scripts=True, log=False):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage",
                         "--disable-background-networking", "--force-color-profile=srgb", "--lang=en"]:
            options.add_argument(argument)
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"} if log else {"browser": "ALL"})
        options.set_capability("unhandledPromptBehavior", "ignore")
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.driver.set_page_load_timeout(60)
        self.driver.set_script_timeout(60)
        self.devtools("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        self.look()

    def quit(self):
        self.driver.quit()

    def devtools(self, command, **arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def until(self, condition, what, seconds=10):
        """Waits until the JavaScript expression is true."""
        return WebDriverWait(self.driver, seconds, poll_frequency=0.02).until(
            lambda _: self.js(f"return ({condition})"), f"never came true: {what}: {condition}")

    # The surroundings of a page.

    def look(self, width=1440, scheme="light", media="screen", height=None, scale=1):
        """Sets how wide the window is, the reader's scheme, and the medium."""
        self.width = width
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height or WIDTHS.get(width, 900),
                      deviceScaleFactor=scale, mobile=False)
        self.devtools("Emulation.setEmulatedMedia", media=media, features=[
            {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}])

    def open(self, address):
        """Opens a file or an address, as if for the first time."""
        if isinstance(address, Path):
            address = address.as_uri()
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get(address)

    # What is wrong with the page: lists of findings, empty when nothing is.

    def complaints(self):
        """Errors, warnings and violations since the page was opened."""
        said = [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("WARNING", "SEVERE")]
        return said + self.js("return window.__seen || ['the watching script did not run']")

    def overflow(self):
        """What sticks out of the page at its side."""
        return self.js("""
          const root = document.documentElement, room = root.clientWidth;
          if (root.scrollWidth <= room && document.body.scrollWidth <= room) return [];
          const inScroller = (e) => { for (e = e.parentElement; e && e !== document.body; e = e.parentElement)
            if (getComputedStyle(e).overflowX !== "visible") return true; return false; };
          const wide = [...document.body.querySelectorAll("*")].filter((e) =>
            e.getBoundingClientRect().right > room + .5 && !inScroller(e));
          return [`${root.scrollWidth} px in ${room}: ` + wide.slice(-3).map((e) => e.outerHTML.slice(0, 120)).join(" | ")];
        """)

    def hidden_text(self):
        """Text that is cut off: an element that hides what does not fit, has more than fits, and shows no ellipsis."""
        return self.js("""
          return [...document.body.querySelectorAll("main *")].filter((e) => {
            const style = getComputedStyle(e);
            return style.overflowX === "hidden" && !e.classList.contains("sr") && e.tagName !== "PROGRESS"
              && style.textOverflow !== "ellipsis" && style.webkitLineClamp === "none" && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1;
          }).map((e) => e.outerHTML.slice(0, 120));
        """)

    def axe(self):
        """Violations of axe-core's rules, and too little contrast where axe leaves it open."""
        if not self.js("return !!window.axe"):
            self.js(AXE)
        # What keeps axe from working out contrasts is taken away meanwhile: the link of a card is stretched over the
        # card by an empty ::after.
        self.js("""
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(".card .title::after { content: none !important } .card { content-visibility: visible !important }");
          document.adoptedStyleSheets = [sheet];
        """)
        result = self.driver.execute_async_script("""
          const done = arguments[arguments.length - 1];
          axe.run(document, {preload: false, resultTypes: ["violations", "incomplete"],
            runOnly: {type: "tag", values: arguments[0]}}).then(done, (e) => done({error: String(e)}));
        """, AXE_TAGS)
        self.js("document.adoptedStyleSheets = []")
        assert "error" not in result, result["error"]
        assert result["testEngine"]["name"] == "axe-core"
        found = [f"{rule['id']} ({rule['impact']}): {node['html'][:200]} {node['failureSummary'][:300]}"
                 for rule in result["violations"] for node in rule["nodes"]]
        # Where axe gives up (text in SVG, cells that are scrolled out of view), the colours are compared here.
        left_open = [node["target"][-1] for rule in result["incomplete"] if rule["id"] == "color-contrast" for node in rule["nodes"]]
        return found + self.js("""
          const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
          const light = (colour) => {
            const [r, g, b] = channels(colour).map((c) => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
            return .2126 * r + .7152 * g + .0722 * b;
          };
          return arguments[0].map((selector) => {
            const e = document.querySelector(selector), style = getComputedStyle(e);
            let below = e;
            while (below && channels(getComputedStyle(below).backgroundColor)[3] === 0) below = below.parentElement;
            const a = light(e instanceof SVGElement ? style.fill : style.color);
            const b = below ? light(getComputedStyle(below).backgroundColor) : 1;
            return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.outerHTML.slice(0, 200)];
          }).filter(([contrast]) => !(contrast >= 4.5)).map(([contrast, html]) => `contrast of ${contrast.toFixed(2)}: ${html}`);
        """, left_open)

    # Pictures.

    def screenshot(self, path, width, whole=True, scale=1):
        """A PNG of the whole page, or of the window."""
        height = WIDTHS.get(width, 900)
        if whole:
            full = min(self.js("return Math.ceil(document.documentElement.scrollHeight)"), 12000)
            self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=max(full, height),
                          deviceScaleFactor=scale, mobile=False)
            self.until("document.readyState === 'complete'", "the page is laid out")
        data = self.devtools("Page.captureScreenshot", format="png")["data"]
        if whole:
            self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(data))

    def requests(self):
        """Every address asked for since the last call; needs `log`."""
        events = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
