// What JavaScript adds to pages that work without it: typed text is kept while it is typed, counts, shortcuts, a warning.
// Texts come with the page, in data-… attributes.
"use strict";

const newOnce = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace("=", "");
};

// A form that keeps what is typed: data-autosave is where it goes.
function keepTyped(form) {
  const status = form.querySelector("[data-autosave-status]");
  let timer, running, typed = false, leaving = false;
  const fields = () => {
    const data = new URLSearchParams(new FormData(form));
    data.set("once", newOnce());  // the form's own is for saving it
    return data;
  };
  const say = (text, time) => { if (status) status.textContent = text.replace("{time}", time ?? ""); };
  const keep = async () => {
    running?.abort();
    running = new AbortController();
    const signal = running.signal;
    typed = false;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: fields(), signal, redirect: "error", headers: {Accept: "application/json"}});
      if (answer.ok) return say(form.dataset.kept, (await answer.json()).time);
      typed = true;
      say(answer.status === 401 || answer.status === 403 ? form.dataset.ended : form.dataset.notKept);
    } catch {
      if (signal.aborted) return;
      typed = true;
      say(form.dataset.notKept);
    }
    if (!leaving) timer = setTimeout(keep, 15000);
  };
  form.addEventListener("input", () => {
    typed = true;
    say(form.dataset.unsaved);
    clearTimeout(timer);
    timer = setTimeout(keep, 1200);
  });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
    running?.abort();
  });
  // The tab was closed: the browser still sends this.
  addEventListener("pagehide", () => { if (typed && !leaving) navigator.sendBeacon(form.dataset.autosave, fields()); });
  addEventListener("beforeunload", (event) => { if (typed && !leaving) event.preventDefault(); });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]"));
  });
}

function countCharacters(area) {
  const place = document.getElementById(area.dataset.count);
  const show = () => {
    const left = Number(area.dataset.limit) - [...area.value].length;
    place.textContent = (left < 0 ? area.dataset.over : area.dataset.left).replace("{count}", String(Math.abs(left)));
    place.classList.toggle("error-text", left < 0);
  };
  area.addEventListener("input", show);
  show();
}

// A second click sends nothing; the portal would take it for the same form, too.
function sendOnce(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) return event.preventDefault();
    sent = true;
    setTimeout(() => { sent = false; }, 8000);
  });
  addEventListener("pageshow", () => { sent = false; });
}

// One box for all the boxes of a list; data-all is its label.
function chooseAll(list) {
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  if (boxes.length < 2) return;
  const label = document.createElement("label");
  const all = document.createElement("input");
  all.type = "checkbox";
  all.className = "form-check-input";
  label.append(all, ` ${list.dataset.all}`);
  const follow = () => { all.checked = boxes.every((box) => box.checked); };
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  list.addEventListener("change", follow);
  follow();
  list.before(label);
}

// Shown only while the named choice is made: data-when="decision=rejected".
function showWhen(part) {
  const [name, value] = part.dataset.when.split("=");
  const form = part.closest("form");
  const follow = () => { part.hidden = new FormData(form).get(name) !== value && !part.querySelector(".wrong"); };
  form.addEventListener("change", follow);
  follow();
}

// «+» adds a line at once; without this the portal sends the form back with one more.
function addLines(button) {
  button.addEventListener("click", (event) => {
    const last = document.getElementById(button.dataset.adds)?.lastElementChild;
    if (!last) return;
    event.preventDefault();
    const line = last.cloneNode(true);
    const number = last.parentElement.children.length + 1;
    for (const input of line.querySelectorAll("input")) {
      input.value = "";
      input.id = `${button.dataset.adds}-${number}`;
    }
    for (const label of line.querySelectorAll("label")) label.htmlFor = `${button.dataset.adds}-${number}`;
    last.after(line);
    line.querySelector("input").focus();
  });
}

// A page that waits asks whether what it waits for is there.
function renew(part) {
  const ask = async () => {
    try {
      const answer = await fetch(part.dataset.renew, {headers: {Accept: "application/json"}});
      if (!answer.ok || (await answer.json()).ready) return location.reload();
    } catch { /* the line is slow: asked again */ }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
}

const each = (selector, use) => document.querySelectorAll(selector).forEach(use);
each("form[method=post]", sendOnce);
each("form[data-autosave]", keepTyped);
each("textarea[data-count]", countCharacters);
each("[data-all]", chooseAll);
each("[data-when]", showWhen);
each("button[data-adds]", addLines);
each("[data-renew]", renew);
each("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
// Whoever sent a form with a mistake is led to what is wrong.
document.querySelector(".error-summary")?.focus();
