// What JavaScript adds to pages that work without it: typed text is kept while it is typed, counts, shortcuts, a warning.
// Texts come with the page, in data- attributes.
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
  const say = (text, time) => { if (status) status.textContent = text.replace("#", time ?? ""); };
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
    place.textContent = (left < 0 ? area.dataset.over : area.dataset.left).replace("#", String(Math.abs(left)));
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
  const line = document.createElement("div");
  line.className = "form-check";
  const all = document.createElement("input");
  all.type = "checkbox";
  all.className = "form-check-input";
  const label = document.createElement("label");
  label.className = "form-check-label";
  label.append(all, list.dataset.all);
  line.append(label);
  const follow = () => { all.checked = boxes.every((box) => box.checked); };
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  list.addEventListener("change", follow);
  follow();
  list.before(line);
}

// Shown only while the named choice is made: data-when="decision=rejected".
function showWhen(part) {
  const [name, value] = part.dataset.when.split("=");
  const form = part.closest("form");
  // Of a form that is locked too: its fields are disabled.
  const follow = () => { part.hidden = form.elements[name].value !== value && !part.matches(".wrong") && !part.querySelector(".wrong"); };
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
    for (const input of line.querySelectorAll("input")) input.value = "";
    for (const input of line.querySelectorAll("[id]")) input.id = input.id.replace(/\d+$/, number);
    for (const label of line.querySelectorAll("label")) label.htmlFor = label.htmlFor.replace(/\d+$/, number);
    last.after(line);
    line.querySelector("input:not([type=hidden])").focus();
  });
}

// A page that waits asks whether what it waits for is there.
function renew(part) {
  const ask = async () => {
    try {
      const answer = await fetch(part.dataset.renew, {headers: {Accept: "application/json"}});
      if (answer.status >= 500) throw new Error("away");
      const {ready, done, text} = answer.ok ? await answer.json() : {ready: true};
      if (ready) return location.reload();
      const [bar, words] = [part.querySelector("progress"), part.querySelector("[data-renew-text]")];
      if (bar && done !== undefined) bar.value = done;
      if (words && text && words.textContent !== text) words.textContent = text;
    } catch { /* the line is slow, or the portal away: asked again */ }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
}

// The date of birth that a personal number says; a wrong number says none.
function showBirthDate(place) {
  const input = document.getElementById(place.dataset.birthDate);
  const show = () => {
    const [, day, month, year] = /^[12](\d\d)(\d\d)(\d{4})\d{5}$/.exec(input.value.replace(/\s/g, "")) ?? [];
    const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
    const real = date.getUTCDate() === Number(day) && date.getUTCMonth() === Number(month) - 1;
    place.textContent = real && Number(year) >= 1900 && date <= new Date() ? `${day}.${month}.${year}` : "—";
  };
  input.addEventListener("input", show);
}

// A file goes at once, with its progress, and the form then names what was kept. Where that fails it goes with the form.
function uploadAtOnce(part) {
  const form = part.closest("form");
  const input = part.querySelector("input[type=file]");
  const [kept, status, progress] = ["input[name=upload]", "[data-upload-status]", "progress"].map((name) => part.querySelector(name));
  const mostBytes = 20 * 1024 * 1024;
  let sending, submitter;
  const say = (text, wrong) => {
    status.textContent = text;
    status.classList.toggle("error-text", Boolean(wrong));
  };
  const ended = (text, wrong) => {
    say(text, wrong);
    progress.hidden = true;
    sending = undefined;
    if (submitter) form.requestSubmit(submitter);
  };
  input.addEventListener("change", () => {
    sending?.abort();
    sending = submitter = undefined;
    const [file] = input.files;
    if (!file) return;
    if (file.size > mostBytes) {
      input.value = "";
      return say(part.dataset.tooLarge, true);
    }
    const data = new FormData();
    data.set("csrf", form.elements.csrf.value);
    data.set("once", newOnce());
    data.set("file", file);
    const request = sending = new XMLHttpRequest();
    request.open("POST", part.dataset.upload);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({loaded, total}) => { progress.value = 100 * loaded / total; });
    request.addEventListener("load", () => {
      if (request.status !== 200) {
        input.value = "";
        submitter = undefined;
        return ended([request.response?.title, request.response?.detail].filter(Boolean).join(" ") || part.dataset.failed, true);
      }
      kept.value = request.response.id;
      input.value = "";
      if (form.elements.template) form.elements.template.checked = false;
      ended(`${request.response.name} (${request.response.facts})`);
    });
    request.addEventListener("error", () => ended(part.dataset.failed, true));
    progress.value = 0;
    progress.hidden = false;
    say(part.dataset.running);
    request.send(data);
  });
  // Who saves meanwhile waits for the file.
  form.addEventListener("submit", (event) => {
    if (!sending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    submitter = event.submitter;
  });
}

// Links that a key follows too, unless somebody types or has turned that off.
const keysOff = "balalyk-keys-off";
function followKey(link) {
  addEventListener("keydown", (event) => {
    if (event.key !== link.dataset.key || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select") || localStorage.getItem(keysOff)) return;
    link.click();
  });
}
function chooseKeys(label) {
  const box = label.querySelector("input");
  box.checked = !localStorage.getItem(keysOff);
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(keysOff) : localStorage.setItem(keysOff, "1")));
  label.hidden = false;
}

const each = (selector, use) => document.querySelectorAll(selector).forEach(use);
each("[data-upload]", uploadAtOnce);
each("form[method=post]", sendOnce);
each("form[data-autosave]", keepTyped);
each("textarea[data-count]", countCharacters);
each("[data-all]", chooseAll);
each("[data-when]", showWhen);
each("button[data-adds]", addLines);
each("[data-renew]", renew);
each("[data-key]", followKey);
each("[data-keys]", chooseKeys);
each("[data-birth-date]", showBirthDate);
each("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
// Whoever sent a form with a mistake is led to what is wrong.
document.querySelector(".error-summary")?.focus();
