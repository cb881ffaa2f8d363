// The check page: where the code on paper leads, and a file that is given. Without cookies, without a script, on a telephone.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, before, test} from "node:test";
import {accessible, fits, openPage, startBrowser, startDemo, validHtml} from "./browser.mjs";

const sent = new Map();  // name → the page
let demo, browser, files;

before(async () => {
  demo = await startDemo({waiting: 0, worker: false, keys: true});
  demo.run("--set", "worker.stages=publish", "nightly");  // takes, and has nothing to publish
  files = mkdtempSync(path.join(tmpdir(), "balalyk-check-"));
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
  if (files) rmSync(files, {recursive: true});
});

async function wellMade(page, name) {
  await fits(page);
  await accessible(page);
  sent.set(name, await page.content());
}

const words = {
  ky: {notYet: "кол коюла элек", unknown: "белгисиз", active: "кабыл алынган жок", unsigned: "кол коюлган файл эмес", broken: "контейнер бузулган"},
  ru: {notYet: "ещё не подписан", unknown: "неизвестен", active: "отклонён", unsigned: "не подписанный файл", broken: "контейнер повреждён"},
};

function scripted() {
  const objects = ["<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"];
  let text = "%PDF-1.4\n", table = "xref\n0 4\n0000000000 65535 f \n";
  objects.forEach((body, i) => {
    table += `${String(text.length).padStart(10, "0")} 00000 n \n`;
    text += `${i + 1} 0 obj\n${body}\nendobj\n`;
  });
  return Buffer.from(`${text}${table}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`, "latin1");
}

for (const [language, javaScriptEnabled] of [["ky", false], ["ru", true]]) {
  test(`a document and a file are checked in ${language}, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const {page, context, troubles} = await openPage(browser, demo.address, {locale: language, javaScriptEnabled});
    const id = demo.sql("SELECT id FROM balalyk_document ORDER BY sequence LIMIT 1");
    await page.goto(demo.address);
    await Promise.all([page.waitForNavigation(), page.click("main a[href^='/check']")]);
    assert.equal(await page.getAttribute("html", "lang"), language);
    if (javaScriptEnabled) await wellMade(page, `check ${language}`);
    // By the identifier that is printed, in capitals and with a blank.
    await page.fill("#id", ` ${id.toUpperCase()}`);
    await Promise.all([page.waitForNavigation(), page.press("#id", "Enter")]);
    assert.ok(page.url().startsWith(`${demo.address}/check/${id}`));
    assert.ok((await page.textContent("main .state")).includes(words[language].notYet));
    const subject = demo.sql(`SELECT subject FROM balalyk_document WHERE id = '${id}'`);
    assert.ok(!(await page.content()).includes(subject));
    if (javaScriptEnabled) await wellMade(page, `document ${language}`);
    // The other language, by a link.
    await Promise.all([page.waitForNavigation(), page.click(`.language-form a[hreflang=${language === "ky" ? "ru" : "ky"}]`)]);
    assert.equal(await page.getAttribute("html", "lang"), language === "ky" ? "ru" : "ky");
    const unknown = await page.goto(`${demo.address}/check/00000000-0000-7000-8000-000000000000?lang=${language}`);
    assert.equal(unknown.status(), 404);
    assert.ok((await page.textContent("main .state")).includes(words[language].unknown));
    for (const [name, bytes, word] of [["doc.pdf", scripted(), "active"], ["doc.asice", Buffer.from("PK\x03\x04 nothing"), "broken"],
      ["note.txt", Buffer.from("a text"), "unsigned"]]) {
      await page.goto(`${demo.address}/check?lang=${language}`);
      const file = path.join(files, name);
      writeFileSync(file, bytes);
      await page.setInputFiles("#file", file);
      const begun = Date.now();
      await Promise.all([page.waitForNavigation(), page.click("main form[method=post] button")]);
      assert.ok(Date.now() - begun < 2000, `${name} took ${Date.now() - begun} ms`);
      const said = await page.textContent("main .state");
      assert.ok(said.includes(words[language][word]), `${name}: ${said}`);
      if (javaScriptEnabled) await wellMade(page, `file ${name} ${language}`);
    }
    assert.deepEqual(await context.cookies(), []);
    assert.equal(execFileSync("ls", [path.join(demo.folder, "uploads")], {encoding: "utf8"}), "");
    assert.deepEqual(troubles.filter((text) => !/404/.test(text)), []);
    await context.close();
  });
}

test("a page is kept for a minute and asked for again by its tag", async () => {
  const id = demo.sql("SELECT id FROM balalyk_document ORDER BY sequence LIMIT 1");
  const first = await fetch(`${demo.address}/check/${id}`);
  assert.equal(first.headers.get("cache-control"), "public, max-age=60");
  assert.equal(first.headers.get("set-cookie"), null);
  const again = await fetch(`${demo.address}/check/${id}`, {headers: {"If-None-Match": first.headers.get("etag")}});
  assert.equal(again.status, 304);
});

test("every page is valid HTML", () => validHtml(sent));
