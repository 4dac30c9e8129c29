// What `orchsite serve` adds to a page: it follows what changes, and says what is broken.
// Both scripts run before the page's own, so that what is kept of the page is what the server sent.
"use strict";
(() => {
  const { all, mark, element, button, said, say, equip, isBusy } = orchsiteChanges;
  // What is broken, over the last good page. It takes no focus, and Escape hides it until it is something else.

  const list = element("ul");
  const more = element("p");
  const overlay = element(
    "aside",
    { class: "preview-problems", "aria-labelledby": "preview-problems" },
    element("h2", { id: "preview-problems" }, "This cannot be read"),
    list,
    more,
    button("Hide (Esc)", { class: "copy" }, hideProblems),
  );
  overlay.hidden = true;
  let problems = "[]";
  let places = [];
  let showing = 0;

  function remembered() {
    try {
      return sessionStorage.getItem("orchsite-hidden");
    } catch {
      return null;
    }
  }

  function remember(key, value) {
    try {
      sessionStorage.setItem(key, value);
    } catch {
      // Without storage it is only shown once more.
    }
  }

  function hideProblems() {
    overlay.hidden = true;
    remember("orchsite-hidden", problems);
  }

  function showProblems(state) {
    const text = JSON.stringify([state.problems, state.more]);
    if (text === problems) return;
    problems = text;
    places = state.problems.map((problem) => problem.place);
    clearTimeout(showing);
    if (state.problems.length === 0) {
      if (!overlay.hidden) say("What was broken is mended.");
      overlay.hidden = true;
      return;
    }
    // A file that is half written is mended before anybody could read about it.
    showing = setTimeout(() => {
      list.replaceChildren(
        ...state.problems.map((problem) => {
          const item = element("li", {}, element("code", {}, problem.place), element("p", {}, problem.message));
          if (problem.help) item.append(element("p", { class: "help" }, problem.help));
          return item;
        }),
      );
      more.textContent = state.more > 0 ? `and ${state.more} more: orchsite check lists them` : "";
      overlay.hidden = remembered() === text;
      if (!overlay.hidden) said.textContent = `${state.problems.length + state.more} broken: ${state.problems[0].place}`;
    }, 150);
  }
  // Following: the new page is put in the place of the old one, and what the reader has open stays.

  const focusable = "a[href], button, input, select, textarea, summary, [tabindex]";

  /// A place in a page that is found again in the next one.
  function place(node) {
    const keys = ["item", "kind", "task", "blocker", "lines", "body"];
    const anchor = node.closest("[data-item], [data-kind], [data-lines], [data-body]") || node.closest("[id], header, footer");
    if (!anchor) return null;
    // All that tells it from others: two tasks may wait for the same answer.
    const said = keys.map((key) => `[data-${key}${key in anchor.dataset ? `="${CSS.escape(anchor.dataset[key])}"]` : "]"}`);
    const isNamed = keys.some((key) => key in anchor.dataset);
    const selector = !isNamed
      ? anchor.id ? "#" + CSS.escape(anchor.id) : anchor.localName
      : keys.map((key, number) => (key in anchor.dataset ? said[number] : `:not(${said[number]})`)).join("");
    const number = all(selector).indexOf(anchor);
    return { selector, number, index: anchor === node ? -1 : all(focusable + ", details", anchor).indexOf(node) };
  }

  function find({ selector, number, index }) {
    const anchor = all(selector)[number];
    return anchor && index >= 0 ? all(focusable + ", details", anchor)[index] : anchor;
  }

  function capture() {
    const active = document.activeElement;
    const main = document.querySelector("main");
    const filled = (field) => field.value !== field.defaultValue;
    // What is at the top of the window stays there, whatever comes or goes above it, and whatever height a browser takes
    // what it has not drawn yet for.
    const isAtTop = (node) => {
      const box = node.getBoundingClientRect();
      return box.height > 0 && box.top >= 0 && getComputedStyle(node).position !== "sticky";
    };
    const top = scrollY > 0 && all("[data-item], [data-kind], [id]", main).find(isAtTop);
    return {
      x: scrollX,
      y: scrollY,
      top: top ? [place(top), top.getBoundingClientRect().top] : null,
      inner: all(".scroll, .cards, .board, pre", main)
        .map((node, index) => [index, node.scrollLeft, node.scrollTop])
        .filter(([, left, top]) => left || top),
      focus: active && active !== document.body ? place(active) : null,
      details: all("details", main).map((node) => [place(node), node.open]),
      fields: all("textarea", main).filter(filled).map((node) => [place(node), node.value, node.selectionStart]),
    };
  }

  function restore(state) {
    const main = document.querySelector("main");
    for (const [where, open] of state.details) {
      const node = where && find(where);
      if (node && node.localName === "details") node.open = open;
    }
    for (const [where, value, caret] of state.fields) {
      const node = where && find(where);
      if (!node || node.localName !== "textarea") continue;
      node.value = value;
      node.setSelectionRange(caret, caret);
    }
    const node = state.focus && find(state.focus);
    if (node) node.focus({ preventScroll: true });
    const inner = all(".scroll, .cards, .board, pre", main);
    for (const [index, left, top] of state.inner) if (inner[index]) inner[index].scrollTo(left, top);
    scrollTo(state.x, state.y);
    keepTop(state, 3);
  }

  /// What is drawn for the first time becomes as high as it is, for a frame or two.
  function keepTop(state, frames) {
    const node = state.top && state.top[0] && find(state.top[0]);
    if (node) scrollBy({ top: node.getBoundingClientRect().top - state.top[1], behavior: "instant" });
    if (node && frames > 0) requestAnimationFrame(() => keepTop(state, frames - 1));
  }

  const source = (root) => {
    const main = root.querySelector("main");
    return main ? main.outerHTML : "";
  };
  const withoutAges = (html) => html.replace(/(<time\b[^>]*>)[^<]*/g, "$1");

  let shown = mark("snapshot");
  let newest = shown;
  let content = source(document);
  let isUpdating = false;

  /// Ages alone: no element is another, so nobody who reads is disturbed.
  function renewAges(before, after) {
    const texts = /<time\b[^>]*?datetime="([^"]*)"[^>]*>([^<]*)/g;
    const next = [...after.matchAll(texts)].map((found) => found[2]);
    const ages = new Map([...before.matchAll(texts)].map(([, moment, text], index) => [moment + " " + text, next[index]]));
    for (const time of all("main time")) {
      const age = ages.get(time.dateTime + " " + time.textContent);
      if (age !== undefined && age !== time.textContent) time.textContent = age;
    }
  }

  function replace(page) {
    for (const name of ["header", "footer"]) {
      const [old, next] = [document.body, page.body].map((body) => body.querySelector(`:scope > ${name}`));
      if (old && next && !old.isEqualNode(next)) {
        if (old.contains(document.activeElement) || old.querySelector("button")) {
          for (const selector of [".as-of"]) {
            const [was, is] = [old.querySelector(selector), next.querySelector(selector)];
            if (was && is) was.replaceWith(document.importNode(is, true));
          }
        } else {
          old.replaceWith(document.importNode(next, true));
        }
      }
    }
    document.title = page.title;
    for (const name of ["snapshot", "token"]) {
      const meta = document.querySelector(`meta[name="orchsite-${name}"]`);
      if (meta && mark(name, page)) meta.content = mark(name, page);
    }
    const next = source(page);
    const before = content;
    content = next;
    if (next === before) return;
    if (withoutAges(next) === withoutAges(before)) return renewAges(before, next);
    const state = capture();
    if (document.body.className !== page.body.className || !document.querySelector("main")) return reload(state);
    const main = document.importNode(page.querySelector("main"), true);
    document.querySelector("main").replaceWith(main);
    equip(main);
    // The page's own script begins anew with what is there now; one that does not know how is loaded with the page.
    if (document.dispatchEvent(new Event("orchsite:replaced", { cancelable: true })) && document.querySelector("script[src$='board.js']")) {
      return reload(state);
    }
    restore(state);
  }

  function reload(state) {
    remember("orchsite-state", JSON.stringify([location.pathname, state]));
    location.reload();
  }

  function restoreReloaded() {
    try {
      const [path, state] = JSON.parse(sessionStorage.getItem("orchsite-state"));
      sessionStorage.removeItem("orchsite-state");
      if (path === location.pathname) restore(state);
    } catch {
      // Nothing was kept.
    }
  }

  function catchUp() {
    if (newest !== shown && !isUpdating) update();
  }

  async function update() {
    // What somebody is in the middle of is not taken out of their hands.
    if (isBusy()) return;
    isUpdating = true;
    const wanted = newest;
    try {
      const response = await fetch(location.pathname + location.search, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      // A file that cannot be read has no page: what was there stays below what is said about it.
      const file = document.querySelector(".source code");
      if (response.status === 404 && file && places.some((place) => place.startsWith(file.textContent + ":"))) {
        shown = wanted;
        return;
      }
      replace(page);
      shown = mark("snapshot", page) || wanted;
      if (response.status === 404) say("This page is not there any more.");
    } catch {
      // The stream says when the server is back, and what is newest then.
    } finally {
      isUpdating = false;
    }
    if (newest !== wanted) catchUp();
  }

  // A browser opens few connections to one server: pages that nobody sees leave theirs to others.

  let stream = null;
  let isLost = false;
  let templates = null;

  function listen() {
    if (stream) return;
    stream = new EventSource("/.orchsite/events");
    stream.onmessage = (event) => {
      const state = JSON.parse(event.data);
      if (isLost) say("The server is back.");
      isLost = false;
      newest = state.snapshot;
      showProblems(state);
      // Another process has another token: only a page that it made may ask for changes.
      if (newest.split("-")[0] !== shown.split("-")[0]) return reload(capture());
      // The style sheet and the script are others too.
      if (templates !== null && templates !== state.templates) return reload(capture());
      templates = state.templates;
      catchUp();
    };
    stream.onerror = () => {
      // A server that refuses ends the stream; one that is not there is asked again.
      const isRefused = stream && stream.readyState === EventSource.CLOSED;
      if (!isLost) {
        said.textContent = isRefused
          ? "Too many pages follow already: this one does not."
          : "orchsite serve has ended: this page does not follow any more.";
      }
      isLost = true;
      if (isRefused) {
        stream = null;
        setTimeout(listenIfSeen, 1000);
      }
    };
  }

  function listenIfSeen() {
    if (document.visibilityState === "visible") {
      listen();
    } else if (stream) {
      stream.close();
      stream = null;
    }
  }

  document.addEventListener("visibilitychange", listenIfSeen);
  addEventListener("pagehide", () => {
    if (stream) stream.close();
    stream = null;
  });
  addEventListener("pageshow", listenIfSeen);

  document.addEventListener("orchsite:free", catchUp);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !overlay.hidden && !isBusy()) hideProblems();
  });
  document.body.append(overlay);
  // Only now: what is kept of the page is without it.
  equip(document.querySelector("main") || document.body);
  addEventListener("load", restoreReloaded);
  listenIfSeen();
})();
