// What every page needs for the search of the site and for keys: a button, and what loads the rest (palette.js, and the
// index in search/) when it is first used. Without this script nothing else is missing.
//
// The index is script files, because a page opened from disk may load scripts and nothing else. Each calls
// orchsiteSearch(name, data), once.
"use strict";
(() => {
  const root = document.currentScript.getAttribute("src").replace(/search\.js$/, "");
  const loading = new Map();
  const arrived = new Map();

  function search(name, data) {
    arrived.get(name)?.(data);
  }
  window.orchsiteSearch = search;

  /** What a script hands over; a script is loaded once. */
  function load(name, folder = "search/") {
    if (!loading.has(name)) {
      loading.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        let isHere = false;
        arrived.set(name, (data) => {
          isHere = true;
          resolve(data);
        });
        script.onload = script.onerror = () => {
          if (isHere) return;
          loading.delete(name); // the next one who asks tries once more
          reject(new Error(name));
        };
        script.src = `${root}${folder}${name}.js`;
        document.head.append(script);
      }));
    }
    return loading.get(name);
  }

  // How the words of the index are folded is written down in Sources/Site/Search too: what differs is never found.
  const plain = new Map("øo łl đd ħh ŧt ßss æae œoe ıi ςσ þth ðd".split(" ").map((pair) => [pair[0], pair.slice(1)]));
  /** Small letters without accents. */
  function fold(text) {
    if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
    return text
      .replace(/[\u00a0-\u024f\u0370-\u052f\u1e00-\u1fff\ufb00-\ufb06\uff01-\uff5e]/g, (letter) => letter.normalize("NFKD"))
      .replace(/\p{M}+/gu, "")
      .toLowerCase()
      .replace(/[øłđħŧßæœıςþð]/g, (letter) => plain.get(letter));
  }

  const setting = "orchsite-keys";
  Object.assign(search, {
    root, load, fold, setting, single: true,
    /** Palette and look-ups, which are loaded when they are first used. */
    use: () => load("palette", ""),
  });
  // Where a browser keeps nothing for pages from disk, this throws: keys are on then.
  try { search.single = localStorage.getItem(setting) !== "off"; } catch { /* see above */ }

  const header = document.querySelector(".site-header");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "search-button";
  button.textContent = "Search";
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-keyshortcuts", "Control+K Meta+K");
  header?.querySelector("nav")?.after(button);

  function open(dialog) {
    search.use().then((dialogs) => dialogs[dialog](), () => { button.textContent = "Search could not be loaded"; });
  }
  button.addEventListener("click", () => open("palette"));

  // Keys. A single letter does nothing while somebody types, and can be switched off.

  const stops = ".need .what a:first-of-type, .card .title, [data-item] th a, [data-item] > h2 a";
  function step(by) {
    const links = [...document.querySelectorAll(stops)].filter((link) => link.checkVisibility());
    const place = links.indexOf(document.activeElement);
    links[place < 0 ? 0 : place + by]?.focus();
  }

  const places = { b: "index", t: "tasks", s: "sprints", r: "repos", w: "workers" };
  const commands = {
    j: () => step(1),
    k: () => step(-1),
    o: () => document.activeElement.matches(stops) && document.activeElement.click(),
    g: (event) => { going = event.timeStamp; },
    "?": () => open("help"),
    "/": () => {
      const filter = document.querySelector("[data-filter]:not([hidden]) [name=q]");
      if (filter) filter.select();
      else open("palette");
    },
  };
  let going = -Infinity;

  document.addEventListener("keydown", (event) => {
    const { key } = event;
    // For a frame after a dialog is closed, keys still go to the field in it, which nobody sees any more.
    const typing = event.target.closest("input, textarea, select, [contenteditable], dialog");
    const isHeld = event.ctrlKey || event.metaKey || event.altKey;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && key.toLowerCase() === "k") open("palette");
    else if (!search.single || isHeld || event.isComposing || typing?.checkVisibility()) return;
    else if (event.timeStamp - going < 1500 && Object.hasOwn(places, key)) header?.querySelector(`a[href$="${places[key]}.html"]`)?.click();
    else if (Object.hasOwn(commands, key)) commands[key](event);
    else return;
    event.preventDefault();
    if (key !== "g") going = -Infinity;
  });
})();
