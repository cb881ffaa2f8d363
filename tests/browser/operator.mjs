// The operator's pages: no names, by keyboard, on a telephone; another try; an account for a colleague who then signs in.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {accessible, fits, openPage, startBrowser, startDemo, validHtml} from "./browser.mjs";

const sent = new Map();
let demo, browser;

before(async () => {
  demo = await startDemo({waiting: 0, worker: false, keys: true});
  demo.run("--set", "worker.stages=publish", "nightly");  // takes, and has nothing to publish
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function wellMade(page, name) {
  await fits(page);
  await accessible(page);
  sent.set(name, await (await page.context().request.get(page.url())).text());
}
// An icon is not waited for.
const serious = (troubles) => troubles.filter((trouble) => !/ERR_ABORTED/.test(trouble));
const press = (page, selector) => Promise.all([page.waitForNavigation(), page.focus(selector).then(() => page.keyboard.press("Enter"))]);

test("what does not move is seen by its id and tried again", async () => {
  const {page, context, troubles} = await openPage(browser, demo.address, {locale: "ky"});
  await demo.signIn(page, "operator");
  assert.equal(new URL(page.url()).pathname, "/operator");
  const id = demo.sql("SELECT id FROM balalyk_document WHERE state = 'decided' ORDER BY sequence LIMIT 1");
  demo.sql(`UPDATE balalyk_document SET state = 'quarantined', resume_stage = stage, stage = NULL,
    problems = '[{"code":"officePdfUnknown","params":{"detail":"a test","document":"${id}"}}]' WHERE id = '${id}'`);
  await page.reload();
  const shown = await page.content();
  assert.ok(shown.includes(id) && shown.includes("officePdfUnknown"));
  for (const name of demo.sql("SELECT subject FROM balalyk_document").split("\n")) assert.ok(!shown.includes(name), name);
  await wellMade(page, "operator");
  await press(page, `button[value='${id}']`);
  assert.equal(demo.sql(`SELECT state FROM balalyk_document WHERE id = '${id}'`), "decided");
  assert.equal(demo.sql("SELECT count(*) FROM balalyk_audit WHERE event = 'retried'"), "1");
  await page.goto(`${demo.address}/operator/system`);
  assert.ok((await page.textContent("main")).includes("portal"));
  await wellMade(page, "system");
  assert.deepEqual(serious(troubles), []);
  await context.close();
});

test("a colleague gets an account without JavaScript, and signs in with the first password", async () => {
  const {page, context} = await openPage(browser, demo.address, {locale: "ky", javaScriptEnabled: false});
  await demo.signIn(page, "operator");
  await page.goto(`${demo.address}/operator/accounts/new`);
  await page.fill("#login", "newcomer");
  await press(page, "main form button[type=submit]");
  await page.click("summary");
  await page.selectOption("#role", "archivist");
  await press(page, "details button");
  await press(page, "form[action$='/password'] button");
  const password = await page.textContent(".message .print");
  const other = await openPage(browser, demo.address, {locale: "ky", javaScriptEnabled: false});
  demo.passwords.newcomer = password;
  await demo.signIn(other.page, "newcomer");
  assert.equal(new URL(other.page.url()).pathname, "/settings/password");
  // Its session ends with the next request.
  await page.goto(`${demo.address}/operator/accounts/newcomer`);
  await press(page, "form[action$='/active'] button");
  await other.page.reload();
  assert.equal(new URL(other.page.url()).pathname, "/sign-in");
  await context.close();
  await other.context.close();
});

test("the accounts are well made", async () => {
  const {page, context, troubles} = await openPage(browser, demo.address, {locale: "ky"});
  await demo.signIn(page, "operator");
  for (const address of ["/operator/accounts", "/operator/accounts/new", "/operator/accounts/secretary"]) {
    await page.goto(demo.address + address);
    await wellMade(page, address);
  }
  assert.deepEqual(serious(troubles), []);
  await context.close();
});

test("every page is valid HTML", () => validHtml(sent));
