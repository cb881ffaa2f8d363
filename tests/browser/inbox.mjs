// The chairperson's work: what the secretary sent is read, returned or signed with one password, and the receipt is kept.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {closeSync, openSync, readFileSync, readSync, writeFileSync} from "node:fs";
import net from "node:net";
import path from "node:path";
import {after, before, test} from "node:test";
import {checkPage, openVisitor, press, startBrowser, startDemo, validHtml} from "./browser.mjs";

const records = ["app-001", "app-002", "app-003", "app-004", "app-005", "app-006"];
const dieAtWrite = path.join(process.env.TESTED_BUILD, "tests", "fault", "libdieAtWrite.so");
const sent = new Map();
let demo, browser;

before(async () => {
  demo = await startDemo({waiting: 0, worker: false, keys: true});
  const listed = records.map((id) => `'${id}'`).join();
  demo.sql(`UPDATE voucher SET application_id = NULL; DELETE FROM voucher;
    DELETE FROM application_benefit WHERE application_id NOT IN (${listed}); DELETE FROM application_attendance WHERE application_id NOT IN (${listed});
    DELETE FROM application_document WHERE application_id NOT IN (${listed}); DELETE FROM application WHERE id NOT IN (${listed});
    DELETE FROM meal_attendance; DELETE FROM meal_subsidy;`);
  try {
    demo.run("nightly");
  } catch (error) {
    if (error.status !== 1) throw error;
  }
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const visitor = (login, options) => openVisitor(browser, demo, login, options);
const wellMade = (page, name) => checkPage(page, name, sent);
const go = (page, address) => page.goto(demo.address + address);
const serious = (troubles) => troubles.filter((trouble) => !/status of (422|409)/.test(trouble));
const count = (where) => Number(demo.sql(`SELECT count(*) FROM balalyk_document WHERE ${where}`));
const confirm = ".section form[action^='/inbox/batches/'] button[type=submit]";

/** Ticks the first so many, and is at the frozen list. */
async function freeze(page, number) {
  await go(page, "/inbox");
  for (const box of (await page.locator("tbody input[type=checkbox]").all()).slice(0, number)) await box.check();
  await press(page, "button[name=which][value=ticked]");
  return page.url();
}
async function sign(page, password) {
  await page.fill("#password", password);
  await press(page, confirm);
}
/** The form with this password as it comes when the connection is lost before its end. */
async function halfSent(page, context, password) {
  const cookies = (await context.cookies()).map(({name, value}) => `${name}=${value}`).join("; ");
  const fields = await page.locator(`${confirm.split(" button")[0]} input[type=hidden]`).evaluateAll((all) => all.map(({name, value}) => [name, value]));
  const body = new URLSearchParams([...fields, ["password", password]]).toString();
  const {host, pathname} = new URL(page.url());
  await new Promise((resolve, reject) => {
    const socket = net.connect(new URL(demo.address).port, "127.0.0.1", () => socket.end([`POST ${pathname} HTTP/1.1`, `Host: ${host}`,
      `Origin: ${demo.address}`, `Cookie: ${cookies}`, "Content-Type: application/x-www-form-urlencoded",
      `Content-Length: ${body.length + 100}`, "", body].join("\r\n")));
    socket.on("error", reject).on("close", resolve).resume();
  });
}
/** Until the page that renews itself says that nobody is at it. */
async function settled(page) {
  await page.waitForFunction(() => !document.querySelector("[data-renew]"), undefined, {timeout: 60000});
}

/** How often a text is in a process's memory. */
function inMemory(pid, text) {
  const wanted = Buffer.from(text), memory = openSync(`/proc/${pid}/mem`, "r");
  let found = 0;
  for (const line of readFileSync(`/proc/${pid}/maps`, "utf8").split("\n")) {
    const area = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
    if (!area) continue;
    const from = parseInt(area[1], 16), bytes = Buffer.alloc(parseInt(area[2], 16) - from);
    try {
      readSync(memory, bytes, 0, bytes.length, from);
    } catch {
      continue;  // guard pages
    }
    for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) ++found;
  }
  closeSync(memory);
  return found;
}

test("the secretary sends, the chairperson reads one and returns another with a reason", async () => {
  const clerk = await visitor("secretary");
  await go(clerk.page, "/applications/send");
  await press(clerk.page, "form[action='/applications/send'] button[type=submit]");
  assert.equal(count("state = 'sent'"), records.length);

  const {page, context, troubles} = await visitor("chairperson");
  assert.equal(new URL(page.url()).pathname, "/inbox");
  assert.equal((await page.textContent(".site-menu .count")).trim(), String(records.length));
  await wellMade(page, "inbox");
  await press(page, "tbody th a");
  await wellMade(page, "inbox document");
  await page.waitForFunction(() => [...document.querySelectorAll(".pages img")].every((picture) => picture.naturalWidth > 100));
  const first = page.url();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("j")]);
  assert.notEqual(page.url(), first);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("k")]);
  assert.equal(page.url(), first);
  await page.uncheck("[data-keys] input");
  await page.keyboard.press("j");
  assert.equal(page.url(), first);
  await page.check("[data-keys] input");

  await press(page, "form[action$='/return'] button");
  assert.ok(await page.locator(".error-summary").isVisible());
  await wellMade(page, "inbox document without a reason");
  await page.check("#reason-person");
  await page.fill("#words", "Атасынын аты <туура эмес>");
  await press(page, "form[action$='/return'] button");
  assert.ok(page.url().includes("returned=1"), page.url());
  assert.equal(count("state = 'returned'"), 1);
  await go(clerk.page, "/applications");
  assert.ok((await clerk.page.textContent("main")).includes("Атасынын аты <туура эмес>"));
  assert.deepEqual(serious([...troubles, ...clerk.troubles]), []);
  await context.close();
  await clerk.context.close();
});

test("one password signs a frozen list, wrong ones are said, and the receipt holds offline", async () => {
  const {page, context, troubles} = await visitor("chairperson");
  const address = await freeze(page, 2);
  await wellMade(page, "batch to confirm");
  assert.ok(await page.locator(".state-unopened").count() >= 1);
  await sign(page, demo.passwords.key);   // nobody holds the keys yet
  assert.ok(await page.locator(".error-summary").isVisible());
  assert.equal(page.url(), address);
  const signer = await demo.startSigner({LD_PRELOAD: dieAtWrite, DIE_IN: "balalyk", DIE_BELOW: demo.folder, DIE_COUNT: path.join(demo.folder, "count")});
  const lost = "lost9on4the0way".repeat(2);
  await halfSent(page, context, lost);
  await sign(page, "туура эмес сөз");
  assert.ok((await page.textContent(".error-summary")).includes("4"));   // tries that are left
  await wellMade(page, "batch with a wrong password");
  assert.equal(count("state = 'sent'"), records.length - 1);
  await sign(page, demo.passwords.key);
  await settled(page);
  assert.equal(page.url(), address);
  assert.ok(await page.locator(".message.good").isVisible());
  await wellMade(page, "batch signed");
  const receipt = path.join(demo.folder, "receipt.asice");
  writeFileSync(receipt, await (await context.request.get(`${address}/receipt`)).body());
  demo.run("verify", receipt);
  const listed = execFileSync("unzip", ["-p", receipt, "receipt.xml"], {encoding: "utf8"});
  assert.equal(listed.match(/outcome="signed"/g).length, 2, listed);
  await go(page, "/inbox/batch");
  await wellMade(page, "batches");
  assert.equal(await page.locator("a[href$='/receipt']").count(), 1);
  assert.ok(!(await page.content()).includes(demo.passwords.key));
  if (process.getuid() === 0) {
    assert.ok(inMemory(demo.portalPid(), "b1-01") > 0, "the memory was really read");
    assert.equal(inMemory(demo.portalPid(), demo.passwords.key), 0);
    assert.equal(inMemory(demo.portalPid(), lost), 0);
  }
  assert.equal(await signer.stop(), 0);
  assert.deepEqual(serious(troubles), []);
  await context.close();
});

test("killed in the middle, the signer leaves a page that says the truth, and nothing is signed twice", async () => {
  const {page, context} = await visitor("chairperson", {javaScriptEnabled: false});
  const changes = Number(readFileSync(path.join(demo.folder, "count"), "utf8"));
  const signer = await demo.startSigner({LD_PRELOAD: dieAtWrite, DIE_IN: "balalyk", DIE_BELOW: demo.folder, DIE_AT: String(Math.round(changes * 0.7))});
  const address = await freeze(page, 3);
  await sign(page, demo.passwords.key);
  assert.equal(await signer.ended, "SIGKILL");
  await page.goto(address);
  assert.equal(page.url(), address);
  assert.equal(await page.locator(".state-finished").count(), 0);
  const signed = count("state = 'signed'") - 2;
  assert.ok(signed < 3);
  const again = await demo.startSigner();
  await sign(page, demo.passwords.key);
  for (let i = 0; i < 100 && await page.locator(".state-running").count(); ++i) {
    await new Promise((resolve) => setTimeout(resolve, 100));  // polls another process
    await page.reload();
  }
  assert.equal(await page.locator(".state-finished").count(), 1);
  assert.equal(count("state = 'signed'"), 5);
  assert.equal(demo.sql("SELECT max(n) FROM (SELECT count(*) AS n FROM balalyk_audit WHERE event = 'signed' GROUP BY document_id)"), "1");
  assert.equal(demo.sql("SELECT count(*) FROM balalyk_authorisation WHERE receipt_digest <> ''"), "2");
  assert.equal(await again.stop(), 0);
  await context.close();
});

test("a standing authorisation is granted and revoked with the password", async () => {
  const signer = await demo.startSigner();
  const {page, context, troubles} = await visitor("chairperson", {locale: "ru"});
  await go(page, "/inbox/standing");
  await wellMade(page, "standing");
  await press(page, "a[href='/inbox/standing/new']");
  await press(page, "form[action='/inbox/standing/new'] button");
  assert.equal(await page.locator(".error-summary li").count(), 2);
  await wellMade(page, "standing with mistakes");
  await page.check("#kind-voucher-list");
  await page.fill("#to", "2045-12-31");
  await press(page, "form[action='/inbox/standing/new'] button");
  await wellMade(page, "standing statement");
  await page.fill("#password", demo.passwords.key);
  await press(page, "form[action='/inbox/standing'] button");
  assert.equal(await page.locator(".state-force").count(), 1);
  await wellMade(page, "standing one");
  await page.fill("#password", demo.passwords.key);
  await press(page, "form[action$='/revoke'] button");
  assert.equal(await page.locator(".state-revoked").count(), 1);
  assert.equal(demo.sql("SELECT count(*) FROM balalyk_authorisation WHERE standing = 1 AND revoked_at IS NOT NULL"), "1");
  assert.equal(await signer.stop(), 0);
  assert.deepEqual(serious(troubles), []);
  await context.close();
});

test("with nothing left the inbox says what to do", async () => {
  const {page, context} = await visitor("chairperson");
  await page.setViewportSize({width: 1440, height: 900});
  assert.ok(await page.locator(".empty").isVisible());
  await wellMade(page, "inbox empty");
  await context.close();
});

test("the pages are valid HTML", () => validHtml(sent));
