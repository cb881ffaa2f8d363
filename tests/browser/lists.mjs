// The lists of a commission: members, meals with the protocol that was uploaded, vouchers.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";
import path from "node:path";
import {after, before, test} from "node:test";
import {accessible, checkPage, fits, openVisitor, press, startBrowser, startDemo, validHtml} from "./browser.mjs";

const sent = new Map();  // name → the page
let demo, browser;

before(async () => {
  demo = await startDemo({waiting: 0});
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const visitor = (login, options) => openVisitor(browser, demo, login, options);
const wellMade = (page, name) => checkPage(page, name, sent);
const go = (page, address) => page.goto(demo.address + address);
const tick = (page, selector) => page.focus(selector).then(() => page.keyboard.press("Space"));
const save = (page) => press(page, ".buttons-bar button[type=submit]");
const errorsOf = (page) => page.locator(".error-summary li").allTextContents();

// A form that comes back with its mistakes has such a status; an icon is not waited for.
const serious = (troubles) => troubles.filter((trouble) => !/status of (422|409)/.test(trouble));

const newcomer = {pin: "20101197054321", surname: "Сынакбеков", givenName: "Үсөн", positionKy: "мүчө", phone: "0555 12 34 56"};
async function fillIn(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.fill(`#${name}`, value);
}

/** A PDF of objects; the first is its catalogue. */
function pdf(objects) {
  let text = "%PDF-1.4\n";
  const places = objects.map((body, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("")}`;
  return Buffer.from(`${text}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`, "latin1");
}
const page1 = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>";
const scripted = pdf(["<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>",
  "<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page1]);
const signed = pdf(["<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [4 0 R] >> >>",
  "<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page1,
  "<< /FT /Sig /T (Signature1) /V 5 0 R /Subtype /Widget /Rect [0 0 0 0] >>",
  `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 10 20 30] /Contents <${"00".repeat(64)}> >>`]);
const sample = (name) => path.join(process.env.TESTED_SOURCE, "samples/records/uploads", name);
const file = (name, buffer) => ({name, mimeType: "application/pdf", buffer});

for (const [language, script] of [["ky", true], ["ru", false]]) {
  test(`a member is added, corrected, shown and removed in ${language}, JavaScript ${script ? "on" : "off"}`, async () => {
    const {page, context, troubles} = await visitor("secretary", {javaScriptEnabled: script, locale: language});
    await go(page, "/members");
    assert.equal(await page.getAttribute("html", "lang"), language);
    if (script) await wellMade(page, `members ${language}`);
    const before = await page.locator("tbody tr").count();
    const pins = await page.locator("tbody td.number").allTextContents();
    assert.ok(pins.every((pin) => /^•{10}\d{4}$/u.test(pin)), pins.join());

    await press(page, "a[href^='/members/new']");
    await fillIn(page, {...newcomer, pin: "20101197", surname: "<b>\u202e\"Сынакбеков\"", phone: "12", email: "nobody"});
    await save(page);
    assert.equal((await errorsOf(page)).length, 4);
    if (script) await wellMade(page, `member with mistakes ${language}`);
    assert.equal(await page.inputValue("#surname"), "<b>\u202e\"Сынакбеков\"");
    assert.equal(await page.inputValue("#pin"), "20101197");
    for (const place of ["pin", "surname", "phone", "email"]) {
      assert.equal(await page.locator(`.error-summary a[href='#${place}']`).count(), 1, place);
      assert.ok((await page.getAttribute(`#${place}`, "aria-describedby")).includes(`${place}-error`));
    }
    await fillIn(page, {...newcomer, email: ""});
    if (script) assert.equal(await page.textContent("output"), "01.01.1970");
    await save(page);
    assert.ok(page.url().includes("done=added"), page.url());
    assert.equal(await page.locator("tbody tr").count(), before + 1);

    await press(page, "tbody a:has-text('Сынакбеков')");
    assert.equal(await page.inputValue("#phone"), "996555123456");
    assert.equal(await page.textContent("output"), "01.01.1970");
    assert.equal(await page.locator("input#pin").count(), 0);
    if (script) await wellMade(page, `member ${language}`);
    await page.fill("#positionKy", "жаңы кызмат");
    await press(page, "button[formaction$='/show']");
    assert.equal(await page.inputValue("#pin"), newcomer.pin);
    assert.equal(await page.inputValue("#positionKy"), "жаңы кызмат");  // what was typed stays
    await save(page);
    assert.equal(demo.sql("SELECT count(*) FROM balalyk_audit WHERE event = 'personalNumberShown'"), script ? "1" : "2");

    // Inactive nothing follows for; removed is asked for.
    const row = page.locator("tbody tr", {hasText: "Сынакбеков"});
    await press(page, "tbody tr:has-text('Сынакбеков') button[name=active]");
    assert.ok(page.url().includes("done=deactivated"), page.url());
    assert.equal(await row.locator(".state-inactive").count(), 1);
    await press(page, "tbody tr:has-text('Сынакбеков') button[formaction$='/remove']");
    assert.equal(await page.locator("main button").count(), 1);
    if (script) {
      await fits(page);
      await accessible(page);
    }
    assert.equal(demo.sql("SELECT count(*) FROM commission_member WHERE surname = 'Сынакбеков'"), "1");
    await press(page, "main button");
    assert.ok(page.url().includes("done=removed"), page.url());
    assert.equal(demo.sql("SELECT count(*) FROM commission_member WHERE surname = 'Сынакбеков'"), "0");
    assert.deepEqual(serious(troubles), []);
    await context.close();
  });
}

test("who makes the own entry or the chairperson inactive hears what follows", async () => {
  const {page, context} = await visitor("secretary");
  await go(page, "/members");
  for (const id of ["b1-02", "b1-01"]) {
    await press(page, `form[action='/members/${id}/active'] button[name=active]`);
    assert.ok(await page.locator(".message.warn li").count() >= 1);
    await fits(page);
    await accessible(page);
    await press(page, "a.btn-outline-secondary");
  }
  assert.equal(demo.sql("SELECT count(*) FROM commission_member WHERE id IN ('b1-01', 'b1-02') AND active = 1"), "2");
  await context.close();
});

test("of two who change a member the second sees both and loses nothing", async () => {
  const one = await visitor("secretary"), two = await visitor("colleague");
  for (const {page} of [one, two]) await go(page, "/members/b1-04");
  await one.page.fill("#phone", "996700111222");
  await save(one.page);
  await two.page.fill("#email", "sherzod@example.org");
  await save(two.page);
  const compared = await two.page.locator(".compare tbody tr").allTextContents();
  assert.equal(compared.length, 2, compared.join());
  await fits(two.page);
  await accessible(two.page);
  assert.equal(await two.page.inputValue("#email"), "sherzod@example.org");
  await two.page.fill("#phone", "996700111222");
  await save(two.page);
  assert.equal(demo.sql("SELECT phone || ' ' || email FROM commission_member WHERE id = 'b1-04'"), "996700111222 sherzod@example.org");
  for (const {context} of [one, two]) await context.close();
});

test("another commission's member, decision, page and list are not found", async () => {
  const {page, context} = await visitor("neighbour");
  const meal = demo.sql("SELECT id FROM meal_subsidy WHERE commission_id = 'bishkek-1may' AND upload_id IS NOT NULL LIMIT 1");
  for (const address of ["/members/b1-01", "/members?commission=bishkek-1may", "/members/new?commission=bishkek-1may", `/meals/${meal}`,
    `/meals/${meal}/file`, `/meals/${meal}/protocol`, `/meals/${meal}/pages/1`, "/meals?commission=bishkek-1may",
    "/vouchers/kg-bishkek-12/2026-11", "/vouchers/kg-bishkek-12/2026-11/csv"])
    assert.equal((await go(page, address)).status(), 404, address);
  await context.close();
});

const meal = {number: "Т-77/1", date: "2026-05-15", amount: "36,50"};

test("a file that cannot be signed is refused with a reason, and what was typed stays", async () => {
  const {page, context} = await visitor("secretary", {javaScriptEnabled: false});
  await go(page, "/meals/new");
  await fillIn(page, meal);
  await tick(page, "#member-b1-01");
  await page.fill("#comments", "Кошумча сап");
  const whole = readFileSync(sample("meal-protocol-1.pdf"));
  const encrypted = path.join(demo.folder, "encrypted.pdf");
  execFileSync("qpdf", ["--encrypt", "secret", "owner", "256", "--", sample("meal-protocol-1.pdf"), encrypted]);
  const restricted = path.join(demo.folder, "restricted.pdf");
  execFileSync("qpdf", ["--encrypt", "", "owner", "256", "--modify=none", "--", sample("meal-protocol-1.pdf"), restricted]);
  const said = new Set();
  for (const buffer of [Buffer.from("no PDF at all"), whole.subarray(0, whole.length / 2), scripted, readFileSync(encrypted), readFileSync(restricted)]) {
    await page.setInputFiles("#file", file("протокол.pdf", buffer));
    await save(page);
    said.add(await page.textContent("#file-error"));
    assert.equal(await page.inputValue("#comments"), "Кошумча сап");
    assert.ok(await page.isChecked("#member-b1-01"));
  }
  assert.equal(said.size, 5);
  await fits(page);
  // Too large: a separate page, from which the form is sent again with another file.
  await page.setInputFiles("#file", file("чоң.pdf", Buffer.alloc(21 << 20, 1)));
  await save(page);
  assert.ok((await page.textContent("h1")).includes("20"));
  await fits(page);
  await page.setInputFiles("#file-again", file("протокол.pdf", signed));
  await press(page, "main button");
  assert.ok(page.url().endsWith("/protocol"), page.url());
  const [id, text] = demo.sql("SELECT id, comments FROM meal_subsidy WHERE protocol_number = 'Т-77/1'").split("|");
  assert.equal(text, "Кошумча сап");
  // What has a signature stays what it is.
  const kept = await page.context().request.get(`${demo.address}/meals/${id}/file`);
  assert.ok((await kept.body()).equals(signed));
  assert.match(kept.headers()["content-disposition"], /^attachment/);
  await context.close();
});

test("an uploaded protocol is drafted, looked at, sent, frozen and recalled", async () => {
  const {page, context, troubles} = await visitor("secretary");
  await go(page, "/meals");
  await wellMade(page, "meals");
  await press(page, "a[href^='/meals/new']");
  await wellMade(page, "meal new");
  await fillIn(page, {...meal, number: "Т-77/2"});
  await tick(page, "#member-b1-01");
  // Larger than may be: said at once, nothing is sent.
  await page.setInputFiles("#file", file("чоң.pdf", Buffer.alloc(21 << 20, 1)));
  assert.ok((await page.textContent("[data-upload-status]")).includes("20"));
  await page.setInputFiles("#file", file("script.pdf", scripted));
  await page.waitForSelector("[data-upload-status].error-text");
  // Shown for less than a frame where the portal is near.
  await page.evaluate(() => {
    const bar = document.querySelector("progress");
    new MutationObserver(() => bar.hidden || (bar.dataset.seen = "yes")).observe(bar, {attributes: true, attributeFilter: ["hidden"]});
  });
  await page.setInputFiles("#file", sample("meal-protocol-2.pdf"));
  await page.waitForFunction(() => document.querySelector("input[name=upload]").value !== "");
  assert.equal(await page.getAttribute("progress", "data-seen"), "yes");
  await save(page);
  assert.ok(page.url().endsWith("/protocol"), page.url());
  await page.waitForSelector(".state-drafted", {timeout: 60000});
  await wellMade(page, "meal protocol");
  assert.equal(await page.locator(".pages img").count(), 2);
  const image = page.locator(".pages img").nth(1);
  await image.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => [...document.querySelectorAll(".pages img")].every((picture) => picture.naturalWidth > 100));
  await press(page, ".icon-send");
  assert.equal(await page.locator(".state-sent").count(), 1);
  const form = page.url().replace("/protocol", "");
  await page.goto(form);
  assert.equal(await page.locator(".buttons-bar").count(), 0);
  await wellMade(page, "meal frozen");
  await page.goto(`${form}/protocol`);
  await press(page, "button[formaction$='/recall']");
  assert.equal(await page.locator(".state-drafted").count(), 1);
  await page.goto(form);
  await page.fill("#amount", "40");
  await save(page);
  assert.equal(demo.sql("SELECT amount_per_day FROM meal_subsidy WHERE protocol_number = 'Т-77/2'"), "4000");
  assert.deepEqual(serious(troubles), []);
  await context.close();
});

test("vouchers show who receives one, and a table that runs no formula", async () => {
  demo.sql("UPDATE voucher SET child_surname = '=cmd()' WHERE id = 'voucher-001'");
  const {page, context, troubles} = await visitor("secretary");
  await go(page, "/vouchers?month=2025-09");
  await wellMade(page, "vouchers");
  await press(page, "tbody a[href^='/vouchers/kg-bishkek-12']");
  await wellMade(page, "voucher list");
  const text = await page.textContent("main");
  assert.ok(!/\d{14}/.test(text));
  const table = await (await context.request.get(`${demo.address}/vouchers/kg-bishkek-12/2025-09/csv`)).text();
  assert.ok(table.startsWith("\uFEFF"));
  assert.ok(table.includes("'=cmd()"));
  const names = await page.locator("tbody th bdi").allTextContents();
  assert.ok(names.length > 1);
  await page.setViewportSize({width: 1440, height: 900});
  await fits(page);
  assert.deepEqual(serious(troubles), []);
  await context.close();
});

test("the pages are valid HTML", () => validHtml(sent));
