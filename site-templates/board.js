// Everything here is an extra: without it the pages show all they hold.
// The filter's state lives in the fragment (#q=api&repo=web), so that a filtered view is a link.
"use strict";
(function start() {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const ending = new AbortController();
  const { signal } = ending;

  const live = document.createElement("div");
  live.className = "sr";
  live.setAttribute("role", "status");
  document.body.append(live);

  // A preview puts a new page in the place of the old one: then all of this begins anew.
  document.addEventListener(
    "orchsite:replaced",
    (event) => {
      event.preventDefault();
      ending.abort();
      live.remove();
      start();
    },
    { signal },
  );

  // Copy buttons.

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Some browsers give pages opened from disk no clipboard; the older way still works there.
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "sr";
      const before = document.activeElement;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      if (before) before.focus();
      return done;
    }
  }

  for (const code of all(".command > code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy " + code.textContent);
    code.after(button);
    button.addEventListener("click", async () => {
      const done = await copy(code.textContent);
      button.textContent = done ? "Copied" : "Failed";
      button.classList.toggle("copied", done);
      live.textContent = done ? "Copied." : "The browser did not allow copying.";
      setTimeout(() => {
        button.textContent = "Copy";
        button.classList.remove("copied");
        live.textContent = "";
      }, 2000);
    });
  }

  // Sorting.

  const ranks = ["low", "medium", "high", "urgent", "To do", "In progress", "Review", "Done", "Cancelled"];

  function sortKey(cell) {
    const text = cell.textContent.trim();
    const time = cell.querySelector("time");
    if (time) return time.dateTime;
    const rank = ranks.indexOf(text);
    if (rank >= 0) return rank;
    const boxes = /^(\d+)\/(\d+)$/.exec(text);
    if (boxes) return boxes[1] / boxes[2];
    const hours = /^(?:(\d+) h)? ?(?:(\d+)(?: min)?)?$/.exec(text);
    if (text && hours) return (text.includes("h") ? Number(hours[1]) * 60 : 0) + Number(hours[2] || 0);
    return text.toLowerCase();
  }

  const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });

  for (const table of all("table[data-sortable]")) {
    const heads = all("thead th", table);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const ascending = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
        const body = table.tBodies[0];
        const rows = [...body.rows].map((row) => [sortKey(row.cells[column]), row]);
        rows.sort(([a], [b]) => {
          if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1; // empty cells stay last
          const order = typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);
          return ascending ? order : -order;
        });
        body.append(...rows.map(([, row]) => row));
      });
    });
  }

  // Filter.

  const form = document.querySelector("[data-filter]");
  if (!form) return;

  const fields = [...form.elements].filter((field) => field.name);
  const query = form.elements.namedItem("q");
  const output = form.querySelector("output");
  const clear = form.querySelector("[data-clear]");
  const everything = output.textContent;
  let pending = 0;
  const items = all("[data-item]").map((element) => ({
    element,
    text: (element.textContent + " " + element.dataset.item).toLowerCase().replace(/\s+/g, " "),
    labels: element.dataset.labels ? element.dataset.labels.split("\n") : [],
    shown: true,
  }));
  const groups = all("[data-group]").map((element) => {
    const count = element.querySelector("[data-count]");
    return { count, text: count.textContent, items: items.filter((item) => element.contains(item.element)) };
  });

  function state() {
    const params = new URLSearchParams();
    for (const field of fields) {
      const value = field.type === "checkbox" ? (field.checked ? "1" : "") : field.value.trim();
      if (value) params.set(field.name, value);
    }
    return params;
  }

  function apply(params) {
    const words = (params.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
    const exact = ["repo", "worker", "status", "priority"].filter((name) => params.has(name));
    const label = params.get("label");
    const blocked = params.has("blocked");
    let shown = 0;
    for (const item of items) {
      const data = item.element.dataset;
      const show =
        exact.every((name) => data[name] === params.get(name)) &&
        (!label || item.labels.includes(label)) &&
        (!blocked || data.blocked !== undefined) &&
        words.every((word) => item.text.includes(word));
      if (show !== item.shown) item.element.hidden = !show;
      item.shown = show;
      if (show) shown += 1;
    }
    const active = String(params) !== "";
    for (const group of groups) {
      group.count.textContent = active ? group.items.filter((item) => item.shown).length : group.text;
    }
    const text = active ? `${shown} of ${everything}` : everything;
    if (output.textContent !== text) output.textContent = text;
    clear.hidden = !active;
    for (const field of fields) field.classList.toggle("active", params.has(field.name));
  }

  function change() {
    const params = state();
    apply(params);
    const fragment = String(params) && "#" + params;
    // Only our own fragment is touched: #some-heading stays while nothing is filtered.
    if (fragment || location.hash.includes("=")) {
      history.replaceState(null, "", fragment || location.pathname + location.search);
    }
  }

  function restore() {
    const hash = location.hash.slice(1);
    if (hash && !hash.includes("=")) {
      // An anchor: it must be seen, whatever was filtered.
      const target = document.getElementById(decodeURIComponent(hash));
      const item = target && target.closest("[data-item]");
      if (item && item.hidden) {
        fill(new URLSearchParams());
        target.scrollIntoView();
      }
      return;
    }
    fill(new URLSearchParams(hash));
  }

  function fill(params) {
    clearTimeout(pending);
    for (const field of fields) {
      const value = params.get(field.name) || "";
      if (field.type === "checkbox") {
        field.checked = value !== "";
      } else {
        field.value = value;
        // A shared link may name what this page no longer has: say so with an empty result, not with all of it.
        if (field.value !== value) {
          field.add(new Option(value, value));
          field.value = value;
        }
      }
    }
    apply(state());
  }

  form.addEventListener("input", (event) => {
    clearTimeout(pending);
    // While somebody types in a long list, only the last word counts.
    pending = setTimeout(change, event.target === query && items.length > 500 ? 100 : 0);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  clear.addEventListener("click", () => {
    fill(new URLSearchParams());
    change();
    query.focus();
  });
  addEventListener("hashchange", restore, { signal });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      query.focus();
      query.select();
    } else if (event.key === "Escape" && form.contains(event.target)) {
      event.preventDefault();
      fill(new URLSearchParams());
      change();
    }
  }, { signal });

  form.hidden = false;
  // A reload may bring back old field values; the fragment decides.
  if (location.hash.includes("=")) restore();
  else fill(new URLSearchParams());
})();
