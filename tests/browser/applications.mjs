// The secretary's work: from the list to a protocol that is with the chairperson, with JavaScript and without, in two languages.
import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {readFileSync, readdirSync} from "node:fs";
import path from "node:path";
import {after, before, test} from "node:test";
import {accessible, fits, openPage, startBrowser, startDemo, validHtml} from "./browser.mjs";

const ofCommission = "bishkek-1may";
const words = {
  ky: {list: "Арыздар", wrong: "протоколдун номери", sent: "Протокол төрагага", restored: "калыбына келтирилди"},
  ru: {list: "Заявления", wrong: "номер", sent: "Протокол отправлен", restored: "Восстановлено"},
};
const sent = new Map();  // language and what → the page, for the HTML checker
let demo, browser, number = 700;

before(async () => {
  demo = await startDemo({waiting: 40});
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const open = async (login, options = {}) => {
  const opened = await openPage(browser, demo.address, {locale: "ky", ...options});
  await demo.signIn(opened.page, login);
  return opened;
};
const state = (id) => demo.sql(`SELECT state FROM balalyk_document WHERE source_key = '${id}' ORDER BY revision DESC LIMIT 1`);
const waiting = (skip = 0) => demo.sql(`SELECT id FROM application WHERE commission_id = '${ofCommission}' AND decision IS NULL
  AND id LIKE 'waiting-%' AND saved_at IS NULL ORDER BY id LIMIT 1 OFFSET ${skip}`);

// Every page that is passed on the way.
async function look(page, name, {checked = true} = {}) {
  await fits(page);
  if (!checked) return;
  await accessible(page);
  sent.set(name, await (await page.context().request.get(page.url())).text());
}

async function fillIn(page) {
  await page.check("input[name=benefit][value=low-income]");
  for (const box of await page.locator("input[name=members]:enabled").all()) await box.check();
  await page.check("#document-0");
  await page.check("#decision-approved");
  await page.fill("#date", demo.sql("SELECT date('now')"));
}
const press = (page, what) => Promise.all([page.waitForNavigation(), page.click(`.buttons-bar button[value=${what}]`)]);

for (const locale of ["ky", "ru"]) {
  for (const javaScriptEnabled of [true, false]) {
    test(`from the list to the chairperson in ${locale}, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
      const {page, context, troubles} = await open("secretary", {locale, javaScriptEnabled});
      const checked = javaScriptEnabled;  // the markup is the same without
      await page.goto(`${demo.address}/applications?state=waiting&from=2025-12-01`);
      assert.equal((await page.textContent("h1")).trim(), words[locale].list);
      await look(page, `${locale} list`, {checked});
      const id = waiting();
      await page.goto(`${demo.address}/applications/${id}`);
      await look(page, `${locale} form`, {checked});

      // Without a number it is kept and not decided; the page leads to the field.
      await fillIn(page);
      await page.fill("#comments", "Биринчи сап\nЭкинчи сап");
      await press(page, "save");
      assert.equal(demo.sql(`SELECT coalesce(decision, 'none') || chosen FROM application WHERE id = '${id}'`), "noneapproved");
      assert.match(await page.textContent(".error-summary"), new RegExp(words[locale].wrong, "i"));
      if (javaScriptEnabled) assert.ok(await page.evaluate(() => document.activeElement.className === "error-summary"));
      await page.click(".error-summary a[href='#number']");
      await look(page, `${locale} form with a problem`, {checked});
      assert.equal(await page.inputValue("#comments"), "Биринчи сап\nЭкинчи сап");
      await page.fill("#number", `${++number}/26`);
      await press(page, "protocol");
      await page.waitForSelector(".pages img", {timeout: 120_000});
      assert.ok(page.url().endsWith(`/${id}/protocol`));
      await look(page, `${locale} draft`, {checked});
      const drawn = await page.$$eval(".pages img", (images) => Promise.all(images.map((image) => image.decode().then(() => image.naturalWidth))));
      assert.ok(drawn.length >= 4 && drawn.every((width) => width > 500), String(drawn));  // both languages, and the notices

      // What the browser gets is, byte for byte, what the store has.
      for (const link of await page.$$eval("section a[href*='/protocol/']", (links) => links.map(({href}) => href))) {
        const bytes = await (await context.request.get(link)).body();
        const digest = createHash("sha256").update(bytes).digest("hex");
        assert.equal(demo.sql(`SELECT count(*) FROM balalyk_file WHERE digest = '${digest}'`) > 0, true);
        assert.ok(bytes.equals(readFileSync(stored(digest))));
      }

      await Promise.all([page.waitForNavigation(), page.click("form[action$='/send'] button")]);
      assert.match(await page.textContent(".message.good"), new RegExp(words[locale].sent));
      assert.equal(state(id), "sent");
      await page.goto(`${demo.address}/applications/${id}`);
      assert.ok(await page.isDisabled("#number"));
      await look(page, `${locale} sent`, {checked});
      await Promise.all([page.waitForNavigation(), page.click("form[action$='/recall'] button")]);
      assert.equal(state(id), "drafted");
      assert.ok(await page.isEnabled("#number"));
      assert.deepEqual(troubles, []);
      await context.close();
    });
  }
}

function stored(digest) {
  const found = readdirSync(path.join(demo.folder, "store"), {recursive: true}).find((name) => name.endsWith(digest) || name.replaceAll("/", "").endsWith(digest));
  return path.join(demo.folder, "store", found);
}

test("many are sent at once, and recalled", async () => {
  const {page, context, troubles} = await open("secretary");
  await page.goto(`${demo.address}/applications/send`);
  await look(page, "ky send");
  const drafts = await page.locator("input[name=document]").count();
  assert.ok(drafts >= 4);
  await Promise.all([page.waitForNavigation(), page.click("form[action='/applications/send'] button")]);
  assert.equal(await page.locator(".message li").count(), drafts);
  await look(page, "ky sent");
  await page.check("form[action='/applications/send/recall'] input[type=checkbox]");
  await Promise.all([page.waitForNavigation(), page.click("form[action='/applications/send/recall'] button")]);
  assert.equal(await page.locator(".message li").count(), 1);
  assert.deepEqual(troubles, []);
  await context.close();
});

test("who searches leaves no name in an address, and another commission’s are not found", async () => {
  const {page, context} = await open("secretary", {viewport: {width: 1440, height: 900}});
  const mine = demo.sql(`SELECT child_surname FROM application WHERE id = '${waiting()}'`);
  await page.fill("#term", mine.toUpperCase());
  await Promise.all([page.waitForNavigation(), page.click("form[action='/applications/search'] button")]);
  assert.ok(page.url().endsWith("/applications/search"));
  assert.ok((await page.locator("tbody tr").count()) >= 1);
  await look(page, "ky found", {checked: false});
  const foreign = demo.sql("SELECT id FROM application WHERE commission_id = 'tokmok' LIMIT 1");
  assert.equal((await page.goto(`${demo.address}/applications/${foreign}`)).status(), 404);
  assert.equal((await page.goto(`${demo.address}/applications/${foreign}/protocol`)).status(), 404);
  await context.close();
});

test("a saved view comes back by its name and can be removed", async () => {
  const {page, context} = await open("secretary", {javaScriptEnabled: false});
  await page.goto(`${demo.address}/applications?state=rejected`);
  await page.fill("#name", "Четке кагылгандар");
  await Promise.all([page.waitForNavigation(), page.click("form[action='/applications/views'] button")]);
  await Promise.all([page.waitForNavigation(), page.click("text=Четке кагылгандар >> nth=0")]);
  assert.match(page.url(), /state=rejected/);
  await Promise.all([page.waitForNavigation(), page.click("form[action='/applications/views/remove'] button")]);
  assert.equal(await page.locator("form[action='/applications/views/remove']").count(), 0);
  await context.close();
});

test("a number is masked, shown when asked for, and that is in the trail", async () => {
  const {page, context} = await open("secretary", {javaScriptEnabled: false});
  const id = waiting();
  const pin = demo.sql(`SELECT child_pin FROM application WHERE id = '${id}'`);
  await page.goto(`${demo.address}/applications/${id}`);
  assert.ok(!(await page.content()).includes(pin));
  await page.fill("#comments", "жазылып жаткан");
  await Promise.all([page.waitForNavigation(), page.click("button[value=child-pin]")]);
  assert.ok((await page.textContent("#child")).includes(pin));
  assert.equal(await page.inputValue("#comments"), "жазылып жаткан");
  assert.ok(!page.url().includes(pin));
  assert.ok(Number(demo.sql(`SELECT count(*) FROM balalyk_audit WHERE detail LIKE '%${id}%' AND detail LIKE '%child-pin%'`)) >= 1);
  assert.equal(demo.sql(`SELECT count(*) FROM balalyk_audit WHERE detail LIKE '%${pin}%'`), "0");
  await context.close();
});

test("two secretaries change the same application: nothing is lost", async () => {
  const [one, other] = [await open("secretary"), await open("colleague", {javaScriptEnabled: false})];
  const id = waiting(1);
  await one.page.goto(`${demo.address}/applications/${id}`);
  await other.page.goto(`${demo.address}/applications/${id}`);
  assert.match(await other.page.textContent("[role=status].info"), /Асан кызы/);
  await other.page.fill("#comments", "экинчи катчынын сөзү");
  await press(other.page, "save");
  await one.page.fill("#comments", "биринчи катчынын сөзү");
  const [answer] = await Promise.all([one.page.waitForNavigation(), one.page.click(".buttons-bar button[value=save]")]);
  assert.equal(answer.status(), 409);
  const table = await one.page.textContent("table");
  assert.ok(table.includes("экинчи катчынын сөзү") && table.includes("биринчи катчынын сөзү"));
  await fits(one.page);
  await accessible(one.page);
  await Promise.all([one.page.waitForNavigation(), one.page.click("button[value=edit]")]);
  assert.equal(await one.page.inputValue("#comments"), "биринчи катчынын сөзү");
  await press(one.page, "save");
  assert.equal(demo.sql(`SELECT comments FROM application WHERE id = '${id}'`), "биринчи катчынын сөзү");
  await one.context.close();
  await other.context.close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`a double click saves once, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const {page, context} = await open("secretary", {javaScriptEnabled});
    const id = waiting(2);
    await page.goto(`${demo.address}/applications/${id}`);
    const version = Number(await page.inputValue("input[name=version]"));
    await page.fill("#comments", `эки жолу ${javaScriptEnabled}`);
    await page.dblclick(".buttons-bar button[value=save]");
    await page.waitForURL(/saved=work/);
    assert.equal(demo.sql(`SELECT version FROM application WHERE id = '${id}'`), String(version + 1));
    // Back after the save: the page is fetched again and holds what was saved.
    await page.goBack();
    assert.equal(await page.inputValue("#comments"), `эки жолу ${javaScriptEnabled}`);
    demo.sql(`UPDATE application SET saved_at = NULL WHERE id = '${id}'`);
    await context.close();
  });

  test(`the language is switched in mid-form, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const {page, context} = await open("secretary", {javaScriptEnabled});
    const id = waiting(3);
    await page.goto(`${demo.address}/applications/${id}`);
    await page.fill("#comments", "тил алмашты");
    await page.check("#decision-rejected");
    const language = await page.getAttribute("html", "lang") === "ru" ? "ky" : "ru";  // it stays with the account
    await Promise.all([page.waitForNavigation(), page.click(`button[name=language][value=${language}]`)]);
    assert.equal(await page.getAttribute("html", "lang"), language);
    assert.equal(await page.inputValue("#comments"), "тил алмашты");
    assert.ok(await page.isChecked("#decision-rejected"));
    assert.match(await page.textContent(".message.info"), new RegExp(words[language].restored));
    if (javaScriptEnabled) await accessible(page);  // axe needs timers
    await Promise.all([page.waitForNavigation(), page.click("form[action$='/discard'] button")]);
    assert.equal(await page.inputValue("#comments"), "");
    await context.close();
  });

  test(`the session ends in mid-form, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const {page, context} = await open("secretary", {javaScriptEnabled});
    const id = waiting(4);
    await page.goto(`${demo.address}/applications/${id}`);
    demo.sql("DELETE FROM portal_session");
    await page.fill("#comments", "сеанс бүттү");
    await page.click(".buttons-bar button[value=save]");
    await page.waitForSelector("#password");
    await page.fill("#login", "secretary");
    await page.fill("#password", demo.passwords.secretary);
    await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.click("form[action='/sign-in'] button")]);
    await page.goto(`${demo.address}/applications/${id}`);
    assert.equal(await page.inputValue("#comments"), "сеанс бүттү");
    await Promise.all([page.waitForNavigation(), page.click("form[action$='/discard'] button")]);
    await context.close();
  });
}

test("what is typed is kept by itself, and «+» keeps everything without JavaScript", async () => {
  const id = waiting(5);
  const {page, context, troubles} = await open("secretary");
  await page.goto(`${demo.address}/applications/${id}`);
  await Promise.all([page.waitForResponse((answer) => answer.url().endsWith("/typed") && answer.ok()), page.fill("#comments", "өзү сакталды")]);
  await page.goto(`${demo.address}/applications`);
  await page.goto(`${demo.address}/applications/${id}`);
  assert.equal(await page.inputValue("#comments"), "өзү сакталды");
  assert.match(await page.textContent(".message.info"), new RegExp(`${words.ky.restored}|${words.ru.restored}`));  // the language stays with the account
  assert.deepEqual(troubles, []);
  await context.close();

  const plain = await open("secretary", {javaScriptEnabled: false});
  await plain.page.goto(`${demo.address}/applications/${id}`);
  await plain.page.fill("#other-ky-1", "Туулгандыгы тууралуу күбөлүк");
  await Promise.all([plain.page.waitForNavigation(), plain.page.click("button[value=line]")]);
  assert.equal(await plain.page.inputValue("#other-ky-1"), "Туулгандыгы тууралуу күбөлүк");
  assert.equal(await plain.page.inputValue("#comments"), "өзү сакталды");
  assert.ok(await plain.page.isVisible("#other-ky-2"));
  await plain.context.close();
});

test("by keyboard alone, with the text at 200 %", async () => {
  const {page, context} = await open("secretary", {viewport: {width: 640, height: 900}});
  const id = waiting(6);
  await page.goto(`${demo.address}/applications/${id}`);
  await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
  await fits(page);
  await page.focus("#number");
  await page.keyboard.type("55/26");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);  // saves, and nothing else
  assert.match(page.url(), /saved=work/);
  assert.equal(demo.sql(`SELECT protocol_number FROM application WHERE id = '${id}'`), "55/26");
  // The benefit is one stop of the keyboard, chosen by arrows.
  await page.focus("input[name=benefit]");
  await page.keyboard.press("ArrowDown");
  assert.ok(await page.evaluate(() => document.activeElement.checked));
  await page.focus("textarea#comments");
  await page.keyboard.type("клавиатура");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Control+s")]);
  assert.equal(demo.sql(`SELECT comments FROM application WHERE id = '${id}'`), "клавиатура");
  await context.close();
});

test("what the chairperson returned says why, and leads back to the form", async () => {
  const {page, context} = await open("secretary");
  const [id, document] = demo.sql(`SELECT source_key || '|' || id FROM balalyk_document WHERE state = 'sent' AND source = 'application'
    AND commission_id = '${ofCommission}' AND source_key LIKE 'waiting-%' LIMIT 1`).split("|");
  // As a rejection leaves it; there are no keys here.
  demo.sql(`UPDATE balalyk_document SET state = 'returned', problems = '[]', reason = 'Отурумдун күнү туура эмес' WHERE id = '${document}'`);
  await page.goto(`${demo.address}/applications`);
  assert.match(await page.textContent("tbody tr"), /Отурумдун күнү туура эмес/);  // problems come first
  await page.goto(`${demo.address}/applications/${id}`);
  assert.match(await page.textContent(".message.warn"), /Отурумдун күнү туура эмес/);
  await look(page, "ky returned");
  await context.close();
});

test("what is published is corrected with a reason, after a look at what will differ; its applicant is informed", async () => {
  const {page, context, troubles} = await open("secretary");
  const [id, document] = demo.sql(`SELECT source_key || '|' || id FROM balalyk_document WHERE state IN ('drafted', 'sent') AND source = 'application'
    AND commission_id = '${ofCommission}' AND source_key LIKE 'waiting-%' LIMIT 1`).split("|");
  // As signing and publishing leave it; there are no keys here.
  demo.sql(`UPDATE balalyk_document SET state = 'published', published_at = changed_at WHERE id = '${document}'`);

  await page.goto(`${demo.address}/applications/inform`);
  await look(page, "ky inform");
  assert.equal((await page.context().request.get(await page.getAttribute("td a[href$='notice-ky']", "href").then((href) => demo.address + href))).headers()["content-type"], "application/pdf");
  await page.check(`#inform-${document}`);
  await Promise.all([page.waitForNavigation(), page.click("form[action='/applications/inform'] button")]);
  assert.equal(demo.sql(`SELECT informed_at > 0 FROM balalyk_document WHERE id = '${document}'`), "1");

  await page.goto(`${demo.address}/applications/${id}`);
  assert.ok(await page.isDisabled("#comments"));
  await look(page, "ky published");
  await Promise.all([page.waitForNavigation(), page.click("a[href$='/correct']")]);
  await page.fill("#comments", "Оңдолгон комментарий");
  await Promise.all([page.waitForNavigation(), page.click("button[value=review]")]);
  assert.ok(await page.isVisible("#reason-error"));
  await look(page, "ky correct");
  await page.fill("#reason", "Комментарийде ката");
  await Promise.all([page.waitForNavigation(), page.click("button[value=review]")]);
  assert.match(await page.textContent("table"), /Оңдолгон комментарий/);
  await fits(page);
  await accessible(page);
  await Promise.all([page.waitForNavigation(), page.click("button[value=protocol]")]);
  await page.waitForSelector(".pages img", {timeout: 120_000});
  assert.equal(demo.sql(`SELECT group_concat(state || ':' || reason) FROM (SELECT state, reason FROM balalyk_document WHERE source_key = '${id}'
    ORDER BY revision DESC LIMIT 2)`).split(",")[0], "drafted:Комментарийде ката");
  assert.equal(demo.sql(`SELECT state FROM balalyk_document WHERE id = '${document}'`), "published");  // the old one stays
  assert.match(await page.textContent("table"), /Оңдолгон комментарий/);
  assert.deepEqual(troubles.filter((text) => !text.includes("422")), []);
  await context.close();
});

test("every page is valid HTML", () => {
  assert.ok(sent.size >= 12, String(sent.size));
  validHtml(sent);
});
