// Copying, sorting, filtering, grouping: extras to a page that shows all it holds without them. What is chosen is in the
// fragment (#q=api&group=worker), so that a view is a link.
"use strict";
(function start() {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const ending = new AbortController();
  const { signal } = ending;

  function make(tag, className, ...children) {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...children);
    return element;
  }

  const live = make("div", "sr");
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
      const area = make("textarea", "sr");
      area.value = text;
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
    const button = make("button", "copy", "Copy");
    button.type = "button";
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

  const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });
  const form = document.querySelector("[data-filter]");
  const order = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b));
  /** Empty keys stay last, whichever way the others go. */
  const byKey = (direction) => ([a], [b]) =>
    a === "" || b === "" ? (a === b ? 0 : a === "" ? 1 : -1) : direction * order(a, b);

  // Rows, cards, articles are taken out of the page and put back: thousands that are hidden or shown cost the browser far
  // more than a screenful that is put in.

  const search = window.orchsiteSearch;
  const fold = search ? search.fold : (text) => text.toLowerCase();
  const items = all("[data-item]").map((element) => ({
    element,
    data: element.dataset,
    home: element.parentElement,
    get text() {
      const text = fold([element.textContent, ...Object.values(element.dataset)].join(" ")).replace(/\s+/g, " ");
      Object.defineProperty(this, "text", { value: text });
      return text;
    },
  }));
  let arranged = items; // tables put them into another order
  const homes = [...new Set(items.map((item) => item.home))];
  const screenful = 150;
  let turn = 0;

  /** Fills lists: what fits the screen at once, the rest in later frames. */
  function fill(lists) {
    const mine = (turn += 1);
    let [from, size] = [0, screenful];
    lists = lists.filter(([list, elements]) => {
      const there = list.children;
      return there.length !== elements.length || elements.some((element, place) => element !== there[place]);
    });
    const next = () => {
      if (mine !== turn) return;
      let isLeft = false;
      for (const [list, elements] of lists) {
        const some = elements.slice(from, from + size);
        if (from) list.append(...some);
        else list.replaceChildren(...some);
        isLeft = isLeft || elements.length > from + size;
      }
      from += size;
      size *= 2; // each time the browser looks at all that is there
      if (isLeft) requestAnimationFrame(() => setTimeout(next));
    };
    next();
  }

  // Sorting tables.

  const ranks = ["low", "medium", "high", "urgent", "To do", "In progress", "Review", "Done", "Cancelled"];

  function sortKey(cell) {
    const text = (cell.querySelector("a") || cell).textContent.trim();
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

  for (const table of all("table[data-sortable]")) {
    const heads = all("thead th", table);
    const body = table.tBodies[0];
    heads.forEach((head, column) => {
      const button = make("button", "", ...head.childNodes);
      button.type = "button";
      head.append(button);
      button.addEventListener("click", () => {
        const ascending = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
        const sorted = (rows) =>
          rows.map((row) => [sortKey((row.element || row).cells[column]), row]).sort(byKey(ascending ? 1 : -1)).map(([, row]) => row);
        if (form && homes[0] === body) {
          arranged = sorted(arranged);
          apply();
        } else {
          body.append(...sorted([...body.rows]));
        }
      });
    });
  }

  // Filter.

  if (!form || !items.length) return;

  const fields = [...form.elements].filter((field) => field.name);
  const query = form.elements.namedItem("q");
  const output = form.querySelector("output");
  const clear = form.querySelector("[data-clear]");
  const unfold = form.querySelector("[data-unfold]");
  const everything = output.textContent;
  const place = homes[0].closest(".board, .scroll, .decisions") || homes[0];
  const groups = all("[data-group]").map((element) => {
    const count = element.querySelector("[data-count]");
    return { count, text: count.textContent, list: element.querySelector("ol") };
  });
  const none = make("div", "empty", make("p", ""), clear.cloneNode(true));
  none.lastChild.hidden = false;

  // Words that are not on a card may be in the task's text: the index knows.

  const indexed = new Map();

  function lookUp(word) {
    if (indexed.has(word)) return indexed.get(word);
    const about = { tasks: new Set(), said: "" };
    indexed.set(word, about);
    // Decisions stand on their page whole, and one or two letters begin nearly everything.
    if (!search || /^[\0-\x7f]{0,2}$/.test(word) || form.dataset.noun !== "tasks") return about;
    about.said = " · reading the texts …";
    search.use().then(() => Promise.all([search.find(word, 40), search.tasks()])).then(([{ numbers }, names]) => {
      about.tasks = new Set(numbers.map((number) => names[number]));
      about.said = "";
    }, () => { about.said = " · the texts could not be read"; }).then(apply);
    return about;
  }

  function state() {
    const params = new URLSearchParams();
    for (const field of fields) {
      const value = field.type === "checkbox" ? (field.checked ? "1" : "") : field === query ? field.value.trim() : field.value;
      if (value) params.set(field.name, value);
    }
    return params;
  }

  // Sorting and grouping boards.

  const lines = (text) => (text ? text.split("\n") : []);
  const groupings = {
    repo: (item) => item.element.querySelector(".repo")?.textContent || item.data.repo || "",
    worker: (item) => item.data.worker || "",
    label: (item) => lines(item.data.labels)[0] || "", // a card is there once: in the lane of its first label
    sprint: (item) => item.data.sprint || "",
    priority: (item) => item.data.priority || "",
  };
  const sortings = {
    priority: [-1, (item) => ranks.indexOf(item.data.priority || "medium")],
    due: [1, (item) => item.data.due || ""],
    updated: [-1, (item) => Date.parse(item.data.updated) || ""],
    title: [1, (item) => item.element.querySelector("a").textContent],
  };
  const lanes = make("div", "lanes");
  const folded = new Set();

  /** A lane with the columns of the board that have something in it; its lists are noted. */
  function lane(name, kind, members, lists) {
    const title = name || `No ${kind}`;
    const columns = make("div", "board");
    for (const column of all(":scope > section", place)) {
      const home = column.querySelector("ol");
      const cards = members.filter((item) => item.home === home);
      const list = make("ol", "cards");
      const heading = make("h3", "", column.querySelector(".status-mark").cloneNode(), column.dataset.heading, " ", make("span", "count", String(cards.length)));
      const section = make("section", column.className, heading, cards.length ? list : "");
      section.setAttribute("aria-label", `${title}: ${column.dataset.heading}`);
      lists.push([list, cards.map((item) => item.element)]);
      columns.append(section);
    }
    const button = make("button", "", title, " ", make("span", "count", String(members.length)));
    button.type = "button";
    button.dir = "auto";
    const key = `${kind} ${name}`;
    const turnTo = (isOpen) => {
      button.setAttribute("aria-expanded", String(isOpen));
      columns.hidden = !isOpen;
      if (isOpen) folded.delete(key);
      else folded.add(key);
    };
    turnTo(!folded.has(key));
    button.addEventListener("click", () => turnTo(columns.hidden));
    return make("section", "lane", make("h2", "", button), columns);
  }

  function apply() {
    const params = state();
    const own = (table, name) => (Object.hasOwn(table, name || "") ? table[name] : null);
    const kind = params.get("group");
    const [group, sorting] = [own(groupings, kind), own(sortings, params.get("sort"))];
    for (const name of ["group", "sort"]) params.delete(name);
    const words = fold(params.get("q") || "").split(/\s+/).filter(Boolean);
    const exact = ["repo", "worker", "status", "priority"].filter((name) => params.has(name));
    const label = params.get("label");
    const blocked = params.has("blocked");
    const texts = words.map((word) => [word, lookUp(word)]);
    let shown = arranged.filter((item) =>
      exact.every((name) => item.data[name] === params.get(name)) &&
      (!label || lines(item.data.labels).includes(label)) &&
      (!blocked || item.data.blocked !== undefined) &&
      texts.every(([word, { tasks }]) => item.text.includes(word) || tasks.has(item.data.item)));
    if (sorting) shown = shown.map((item) => [sorting[1](item), item]).sort(byKey(sorting[0])).map(([, item]) => item);

    const active = String(params) !== "";
    const lists = [];
    if (group) {
      const members = new Map();
      for (const item of shown) {
        const name = group(item);
        if (!members.has(name)) members.set(name, []);
        members.get(name).push(item);
      }
      const names = [...members.keys()].map((name) => [kind === "priority" && name ? -ranks.indexOf(name) : name, name]).sort(byKey(1));
      lanes.replaceChildren(...names.map(([, name]) => lane(name, kind, members.get(name), lists)));
      if (!lanes.isConnected) place.after(lanes);
    } else {
      lanes.remove();
      for (const home of homes) lists.push([home, shown.filter((item) => item.home === home).map((item) => item.element)]);
    }
    fill(lists);
    for (const group of groups) {
      group.count.textContent = active ? shown.filter((item) => item.home === group.list).length : group.text;
    }
    place.hidden = Boolean(group) || !shown.length;
    if (shown.length) none.remove();
    else {
      none.firstChild.textContent = `No ${form.dataset.noun.replace(/s$/, "")} matches${params.has("q") ? ` “${params.get("q")}”` : ""}.`;
      place.after(none);
    }
    const text = (active ? `${shown.length} of ` : "") + everything + (texts.map(([, { said }]) => said).find(Boolean) || "");
    if (output.textContent !== text) output.textContent = text;
    clear.hidden = !active;
    const count = params.size - params.has("q");
    if (unfold) unfold.textContent = count ? `Filter (${count})` : "Filter";
    for (const field of fields) field.classList.toggle("active", params.has(field.name));
  }

  function change() {
    apply();
    const params = state();
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
      let id = hash;
      try { id = decodeURIComponent(hash); } catch { /* as it is written */ }
      const item = items.find(({ element }) => element.id === id);
      if (item && !item.element.isConnected) {
        set(new URLSearchParams());
        item.element.scrollIntoView();
      }
      return;
    }
    set(new URLSearchParams(hash));
  }

  function set(params) {
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
    apply();
  }

  /** Everything is shown again, as it is grouped and sorted. */
  function reset() {
    const params = state();
    for (const name of [...params.keys()]) if (name !== "group" && name !== "sort") params.delete(name);
    set(params);
    change();
  }

  form.addEventListener("input", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of [clear, none.lastChild]) {
    button.addEventListener("click", () => {
      reset();
      query.focus();
    });
  }
  // A label leads to the table of all tasks; where its own page can be filtered, that is nearer.
  document.addEventListener("click", (event) => {
    const tag = event.target.closest("[data-item] a.tag");
    if (!tag || !form.elements.namedItem("label") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const params = state();
    params.set("label", tag.textContent);
    set(params);
    change();
  }, { signal });
  unfold?.addEventListener("click", () => unfold.setAttribute("aria-expanded", String(form.classList.toggle("open"))));
  addEventListener("hashchange", restore, { signal });
  form.addEventListener("keydown", (event) => {
    // On to what was found.
    if (event.key === "Enter" && event.target === query) (lanes.isConnected ? lanes : place).querySelector("[data-item] a")?.focus();
    if (event.key !== "Escape" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    reset();
  });

  form.hidden = false;
  // A reload may bring back old field values; the fragment decides.
  if (location.hash.includes("=")) restore();
  else set(new URLSearchParams());
})();
