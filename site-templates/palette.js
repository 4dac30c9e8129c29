// The palette, the list of keys, and the look-ups in the index; search.js loads this when it is first used.
"use strict";
(() => {
  const search = window.orchsiteSearch;
  const { fold, load, root } = search;

  // Words.

  const unspaced = /([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+)/u;

  /** The words to look up; of scripts without spaces pairs of letters. The last word may be a beginning. */
  function words(text) {
    const found = [];
    for (const [word] of fold(text).matchAll(/[\p{L}\p{N}]+/gu)) {
      word.split(unspaced).forEach((run, place) => {
        const letters = [...run];
        if (place % 2 === 0) found.push({ text: letters.slice(0, 32).join(""), begins: true });
        else if (letters.length === 1) found.push({ text: run, begins: true, always: true });
        else letters.slice(1).forEach((letter, place) => found.push({ text: letters[place] + letter }));
      });
    }
    const some = found.filter((word) => word.text);
    return some.map((word, place) => ({ ...word, begins: word.begins && (word.always || place === some.length - 1) }));
  }

  // Looking up.

  // Words are in the order of their code points; strings are compared by UTF-16, which has surrogates elsewhere.
  const order = (text) => text.replace(/[\ue000-\uffff]/g, "\ud7ff$&");

  /** The number of the file in which a word would be. */
  function fileOf(word, starts) {
    const key = order(word);
    return Math.max(0, starts.findLastIndex((start) => order(start) <= key));
  }

  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
  const weights = [16, 6, 1]; // in the title, among names, in the text

  /** Notes the documents of a list, with the best weight of each. */
  function note(list, factor, found) {
    list.split(",").forEach((part, place) => {
      let [next, step, shift] = [0, 0, 0];
      for (const digit of part) {
        const value = digits.indexOf(digit);
        step += (value & 31) << shift;
        shift += 5;
        if (value & 32) continue;
        next += step;
        found.set(next, Math.max(found.get(next) || 0, weights[place] * factor));
        next += 1;
        [step, shift] = [0, 0];
      }
    });
  }

  async function documentsOf(index, word, mostFiles) {
    const found = new Map();
    if (!index.starts.length) return { found, whole: true };
    const first = fileOf(word.text, index.starts);
    let last = word.begins ? fileOf(word.text + "\u{10ffff}", index.starts) : first;
    // Of what begins too many words the best documents are listed, and only the word itself is looked up.
    const place = index.best.findIndex((text, place) => place % 2 === 0 && text === word.text);
    const whole = place < 0 || last - first < mostFiles;
    if (!whole) {
      note(index.best[place + 1], 1, found);
      last = first;
    }
    const files = [];
    for (let file = first; file <= last; file += 1) files.push(load(`words-${file}`));
    for (const file of await Promise.all(files)) {
      for (const entry of file.split(";")) {
        if (!entry.startsWith(word.text)) continue;
        const end = entry.indexOf(" ");
        if (end === word.text.length) note(entry.slice(end + 1), 2, found);
        else if (word.begins && whole) note(entry.slice(end + 1), 1, found);
      }
    }
    return { found, whole };
  }

  /**
   * The documents that have all words of a text, the best first; among equals, open tasks first.
   * `whole` is false where a beginning is so short that only the best are known.
   */
  async function find(text, mostFiles = 3) {
    const index = await load("index");
    const results = await Promise.all(words(text).map((word) => documentsOf(index, word, mostFiles)));
    let all = null;
    for (const { found, whole } of results) {
      if (all === null) {
        all = found;
        continue;
      }
      for (const [number, weight] of all) {
        if (found.has(number)) all.set(number, weight + found.get(number));
        else if (whole) all.delete(number); // beside other words, a letter or two only sort what they found
      }
    }
    const numbers = [...(all || [])].sort(([a, x], [b, y]) => y - x || a - b).map(([number]) => number);
    return { numbers, whole: results.every((result) => result.whole), index };
  }

  /** What tasks are called in `data-item`, by their numbers. */
  async function tasks() {
    let repo = "";
    return (await load("tasks")).flatMap((name) => (name.endsWith("/") ? ((repo = name), []) : repo + name));
  }

  Object.assign(search, { find, tasks });

  // The palette.

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function makeDialog(attributes, ...children) {
    const close = make("button", { type: "button" }, "Close");
    const dialog = make("dialog", attributes, ...children, " ", close);
    close.addEventListener("click", () => dialog.close());
    // What is in a dialog fills it: a click on itself is one beside it.
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
    return dialog;
  }

  const statuses = { todo: "To do", "in-progress": "In progress", review: "Review", done: "Done", cancelled: "Cancelled" };
  const most = 10; // tasks, and as many others
  let palette = null;
  let asked = 0;

  function makePalette() {
    const list = make("div", { role: "listbox", id: "palette-list", "aria-label": "Results" });
    const input = make("input", {
      role: "combobox", "aria-label": "Search", "aria-expanded": "false", "aria-controls": "palette-list",
      "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", placeholder: "Search tasks, decisions, pages",
    });
    const status = make("p", { role: "status" });
    // The way to the keys where single ones are switched off.
    const keys = make("button", { type: "button" }, "Keys");
    keys.addEventListener("click", () => {
      palette.dialog.close();
      openHelp();
    });
    palette = { input, list, status, dialog: makeDialog({ class: "palette", "aria-label": "Search" }, input, list, status, keys) };
    input.addEventListener("input", ask);
    input.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1, Enter: 0 }[event.key];
      const options = [...list.querySelectorAll("[role=option]")];
      if (by === undefined || event.isComposing || !options.length) return;
      event.preventDefault();
      const place = options.findIndex((option) => option.ariaSelected === "true");
      if (by) choose(options, (place + by + options.length) % options.length);
      else options[place].click();
    });
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      palette.dialog.close();
      location.assign(root + option.dataset.href);
    });
  }

  function choose(options, place) {
    options.forEach((option, other) => option.setAttribute("aria-selected", String(other === place)));
    palette.input.setAttribute("aria-activedescendant", options[place].id);
    options[place].scrollIntoView({ block: "nearest" });
  }

  function show(documents, said) {
    const groups = {}; // in the order of their best
    for (const [kind, title, href, state, repo] of documents) {
      const about = make("span", { class: "found-about" }, kind === "task" || kind === "decision" ? "" : kind);
      if (state) about.append(make("span", { class: `status ${state}` }, statuses[state]));
      if (repo) about.append(make("span", { dir: "auto" }, repo));
      const option = make("div", { role: "option", "data-href": href }, make("span", { class: "found-title", dir: "auto" }, title), about);
      (groups[{ task: "Tasks", decision: "Decisions" }[kind] || "Pages"] ||= []).push(option);
    }
    const shown = Object.entries(groups);
    palette.list.replaceChildren(...shown.map(([name, options]) =>
      make("div", { role: "group", "aria-label": name }, make("p", { "aria-hidden": "true" }, name), ...options)));
    const options = shown.flatMap(([, options]) => options);
    options.forEach((option, place) => option.setAttribute("id", `found-${place}`));
    palette.list.hidden = !options.length;
    palette.input.setAttribute("aria-expanded", String(options.length > 0));
    palette.input.removeAttribute("aria-activedescendant");
    if (options.length) choose(options, 0);
    palette.status.textContent = said;
  }

  async function ask() {
    const text = palette.input.value.trim();
    const mine = (asked += 1); // an answer that is late is dropped
    const slow = setTimeout(() => { if (mine === asked) palette.status.textContent = "Loading the index …"; }, 150);
    try {
      const { numbers, whole, index } = await find(text);
      // Of thousands only those that are shown are loaded. Tasks have the first numbers.
      const taken = { tasks: 0, others: 0 };
      const some = numbers.filter((number) => (taken[number < index.tasks ? "tasks" : "others"] += 1) <= most);
      const documents = await Promise.all(some.map(async (number) => (await load(`documents-${Math.floor(number / index.part)}`))[number % index.part]));
      if (mine !== asked) return;
      const pages = index.pages.filter((page) => fold(page[1]).startsWith(fold(text)));
      const count = numbers.length + pages.length;
      show([...pages, ...documents],
        !text ? "" : !count ? `No results for “${text}”.` : !whole ? "The best of many: type on for others."
          : `${count} ${count === 1 ? "result" : "results"}${numbers.length > some.length ? ", the best are shown" : ""}.`);
    } catch {
      if (mine === asked) show([], "The index could not be loaded.");
    } finally {
      clearTimeout(slow);
    }
  }

  function openPalette() {
    if (!palette) makePalette();
    if (palette.dialog.open) return;
    palette.dialog.showModal();
    palette.input.select();
    ask();
  }

  let help = null;

  function openHelp() {
    if (!help) {
      const rows = [
        ["Ctrl K", "search the site"], ["/", "filter the page, or search"], ["j k", "next, previous"], ["o Enter", "open"],
        ["g b", "board"], ["g t", "tasks"], ["g s", "sprints"], ["g r", "repos"], ["g w", "workers"], ["?", "these keys"], ["Esc", "clear, close"],
      ].filter(([keys, does]) => !keys.startsWith("g ") || document.querySelector(`.site-header a[href$="${does === "board" ? "index" : does}.html"]`))
        .map(([keys, does]) => make("div", {}, make("dt", {}, ...keys.split(" ").flatMap((key) => [make("kbd", {}, key), " "])), make("dd", {}, does)));
      const box = make("input", { type: "checkbox", id: "single-keys" });
      box.checked = search.single;
      box.addEventListener("change", () => {
        search.single = box.checked;
        try { localStorage.setItem(search.setting, box.checked ? "on" : "off"); } catch { /* until the page is left */ }
      });
      help = makeDialog({ class: "keys", "aria-labelledby": "keys-title" }, make("h2", { id: "keys-title" }, "Keys"), make("dl", {}, ...rows),
        make("p", {}, box, " ", make("label", { for: "single-keys" }, "Keys of a single letter")));
    }
    help.showModal();
  }

  // They are opened when they can be looked at.
  const sheet = make("link", { rel: "stylesheet", href: `${root}palette.css` });
  search("palette", new Promise((done) => {
    sheet.onload = sheet.onerror = () => done({ palette: openPalette, help: openHelp });
    document.head.append(sheet);
  }));
})();
