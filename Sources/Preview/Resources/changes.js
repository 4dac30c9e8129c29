// What `orchsite serve` lets a page change: cards are moved, boxes ticked, questions answered, reports accepted.
"use strict";
const orchsiteChanges = (() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const mark = (name, root = document) => {
    const meta = root.querySelector(`meta[name="orchsite-${name}"]`);
    return meta ? meta.content : "";
  };

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function button(text, attributes, act) {
    const made = element("button", { type: "button", ...attributes }, text);
    made.addEventListener("click", act);
    return made;
  }

  // Messages: what went well is said politely, a refusal at once. Both are text, whatever is in them.

  const said = element("p", { class: "preview-said", role: "status" });
  const refused = element("div", { class: "preview-refused", role: "alert" });
  let saying = 0;

  function say(text) {
    clearTimeout(saying);
    refused.replaceChildren();
    said.textContent = text;
    saying = setTimeout(() => (said.textContent = ""), 6000);
  }

  function refuse(text) {
    said.textContent = "";
    refused.replaceChildren(
      element("p", {}, text.trim()),
      button("Close", { class: "copy" }, () => refused.replaceChildren()),
    );
  }
  // Asking for changes.

  async function act(name, body, about) {
    if (about) about.setAttribute("aria-busy", "true");
    const waiting = setTimeout(() => { said.textContent = "Waiting for another process that changes the board …"; }, 1000);
    try {
      const response = await fetch("/.orchsite/do/" + name, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Orchsite-Token": mark("token") },
        body: JSON.stringify(body),
      });
      const answer = await response.json();
      // What still asks for something stays until it is closed.
      if (answer.ok && !/^warning:/m.test(answer.text)) say(answer.text);
      else refuse(answer.text);
      return answer.ok;
    } catch {
      refuse("The server does not answer: look whether it was changed. Is orchsite serve still running?");
      return false;
    } finally {
      clearTimeout(waiting);
      if (about) about.removeAttribute("aria-busy");
    }
  }

  const statuses = [
    ["todo", "To do"],
    ["in-progress", "In progress"],
    ["review", "Review"],
    ["done", "Done"],
    ["cancelled", "Cancelled"],
  ];

  function move(task, from, status, card) {
    if (from !== status) act("move", { task, status }, card);
  }

  // The keyboard's way: a dialog with the statuses.

  const dialog = element("dialog", { class: "preview-dialog", "aria-labelledby": "preview-move" });
  dialog.addEventListener("close", tellFree);

  /// What was held back meanwhile may happen now.
  function tellFree() {
    document.dispatchEvent(new Event("orchsite:free"));
  }

  function askWhere(item) {
    const task = item.dataset.item || item.dataset.task;
    const title = item.querySelector(".title, h1, a");
    const choices = statuses.map(([status, text]) => {
      const choice = button(text, { value: status }, () => {
        dialog.close();
        move(task, item.dataset.status, status, item);
      });
      if (status === item.dataset.status) choice.setAttribute("aria-current", "true");
      return choice;
    });
    dialog.replaceChildren(
      element("h2", { id: "preview-move" }, `Move “${title ? title.textContent.trim() : task}” to`),
      ...choices,
      button("Cancel", { class: "copy" }, () => dialog.close()),
    );
    dialog.showModal();
  }

  // The mouse's way.

  let dragged = null;

  const column = (target) => (target.closest ? target.closest("section.column") : null);
  const statusOf = (section) => (statuses.find(([status]) => section.classList.contains(status)) || [])[0];

  document.addEventListener("dragstart", (event) => {
    const card = event.target.closest && event.target.closest(".card[data-item]");
    if (!card) return;
    dragged = card;
    card.classList.add("preview-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.item);
    event.dataTransfer.setDragImage(card, 8, 8);
  });
  for (const type of ["dragenter", "dragover"]) {
    document.addEventListener(type, (event) => {
      const section = dragged && column(event.target);
      if (!section || !statusOf(section)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "move";
      for (const other of all(".preview-target")) if (other !== section) other.classList.remove("preview-target");
      section.classList.add("preview-target");
    });
  }
  document.addEventListener("drop", (event) => {
    const section = dragged && column(event.target);
    if (!section) return;
    event.preventDefault();
    move(dragged.dataset.item, dragged.dataset.status, statusOf(section), dragged);
  });
  document.addEventListener("dragend", () => {
    if (dragged) dragged.classList.remove("preview-dragged");
    for (const section of all(".preview-target")) section.classList.remove("preview-target");
    dragged = null;
    tellFree();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "m" && !dialog.open && !event.target.closest("input, textarea, select, dialog, [contenteditable]")) {
      const item = event.target.closest("[data-item][data-status]");
      if (!item) return;
      event.preventDefault();
      askWhere(item);
    }
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest(".preview-move");
    if (opener) askWhere(opener.closest("[data-status]"));
  });

  // What can be done is put on a page where it is shown.

  function mover(title) {
    // Its visible word is in the style sheet: the filter searches the text of cards.
    return element("button", { type: "button", class: "preview-move", "aria-label": `Move “${title}” …` });
  }

  function equipCards(main) {
    for (const card of all(".card[data-item]", main)) {
      card.draggable = true;
      const title = card.querySelector(".title");
      if (title) {
        title.setAttribute("aria-keyshortcuts", "m");
        card.append(mover(title.textContent.trim()));
      }
    }
  }

  let ticking = Promise.resolve();

  function equipBoxes(main, task) {
    const boxes = all("[data-body] input[type=checkbox]", main);
    // Those of footnotes stand last on the page, and say which ones of the text they are.
    const given = boxes.map((box) => Number(box.dataset.box) || 0);
    const taken = new Set(given);
    let next = 0;
    const numbers = given.map((number) => {
      if (number) return number;
      do next += 1;
      while (taken.has(next));
      return next;
    });
    const known = boxes.map((box) => box.checked);
    boxes.forEach((box, index) => {
      const item = box.closest("li");
      const own = item ? [...item.childNodes].filter((node) => !/^(UL|OL)$/.test(node.nodeName)) : [];
      box.setAttribute("aria-label", own.map((node) => node.textContent).join("").trim() || `Box ${index + 1}`);
      box.disabled = false;
      box.addEventListener("change", () => {
        const ticked = box.checked;
        // One after the other, each beside what the ones before it have left.
        ticking = ticking.then(async () => {
          const seen = [];
          known.forEach((state, place) => (seen[numbers[place] - 1] = state));
          if (await act("tick", { task, box: numbers[index], ticked, seen })) known[index] = ticked;
          else box.checked = !ticked;
        });
      });
    });
  }

  function answerField(task, blocker, isOpen) {
    const field = element("textarea", { rows: "2", "aria-label": `Answer to: ${blocker}` });
    const form = element("form", {}, field, element("button", { type: "submit", class: "copy" }, "Send the answer"));
    const details = element("details", { class: "preview-answer" }, element("summary", {}, "Answer"), form);
    details.open = isOpen;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await act("answer", { task, text: field.value, blocker }, form)) field.value = "";
    });
    return details;
  }

  function equip(main) {
    const head = main.querySelector(".task-head[data-task]");
    const own = head && head.dataset.task;
    equipCards(main);
    if (own) {
      equipBoxes(main, own);
      const heading = head.querySelector("h1");
      head.append(mover(heading ? heading.textContent.trim() : own));
    }
    for (const item of all("[data-kind]", main)) {
      const task = item.dataset.task || own;
      if (!task) continue;
      if (item.dataset.blocker) item.append(answerField(task, item.dataset.blocker, Boolean(own)));
      if (item.dataset.kind === "drift") {
        item.append(button("Accept", { class: "copy preview-accept" }, () => act("accept", { task }, item)));
      }
    }
  }

  document.body.append(said, refused, dialog);

  /// Whether somebody is in the middle of something.
  const isBusy = () => dialog.open || dragged !== null;
  return { all, mark, element, button, said, say, equip, isBusy };
})();
