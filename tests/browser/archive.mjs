// The archive: documents signed, time-stamped and sealed, as the archivist and a secretary find, read, export and look after them.
import assert from "node:assert/strict";
import {createHash, randomBytes} from "node:crypto";
import {execFileSync, spawn} from "node:child_process";
import {closeSync, openSync, readFileSync, readdirSync, writeFileSync} from "node:fs";
import path from "node:path";
import {createInterface} from "node:readline";
import {after, before, test} from "node:test";
import {accessible, checkPage, fits, openVisitor, press, startBrowser, startDemo, validHtml} from "./browser.mjs";

const source = process.env.TESTED_SOURCE;
const taken = ["app-001", "app-003", "app-021"];  // of two commissions
const sent = new Map();  // name → the page
let demo, browser, services, stages;

/** A key ring of all chairpersons with its time-stamp authority; the password goes by a descriptor. */
async function makeKeys() {
  const keys = path.join(demo.folder, "keys"), secret = path.join(demo.folder, "secret");
  const people = demo.sql("SELECT id || '|' || trim(surname || ' ' || given_name || ' ' || patronymic) || '|' || pin || '|p256' FROM commission_member WHERE role = 'chairperson'");
  writeFileSync(secret, `${randomBytes(12).toString("hex")}\n`, {mode: 0o600});
  const descriptor = openSync(secret, "r");
  execFileSync(path.join(source, "samples/make-keyring"), [keys, "3"], {input: `${people}\n`, stdio: ["pipe", "ignore", "inherit", descriptor]});
  closeSync(descriptor);
  writeFileSync(path.join(keys, "password"), readFileSync(secret));
  execFileSync(path.join(source, "tests/signing/make-services"), [keys], {stdio: "ignore"});
  services = spawn("python3", ["-B", path.join(source, "tests/signing/services.py"), keys], {stdio: ["pipe", "pipe", "ignore"]});
  const [port] = await new Promise((resolve) => createInterface(services.stdout).once("line", (line) => resolve([line])));
  return {secret, tsa: `http://127.0.0.1:${port}/tsa`};
}

before(async () => {
  demo = await startDemo({waiting: 0, worker: false});
  const {secret, tsa} = await makeKeys();
  demo.sql(`UPDATE application SET decision = NULL WHERE id NOT IN (${taken.map((id) => `'${id}'`)}); DELETE FROM meal_attendance; DELETE FROM meal_subsidy; DELETE FROM voucher`);
  stages = ["--set", "worker.stages=fill,sign,publish,upgrade", "--set", `timestamps.urls=${tsa}`];
  demo.run(...stages, "nightly");
  demo.run("send", "--all-drafted");
  const program = path.join(process.env.TESTED_BUILD, "bin", "balalyk"), config = path.join(demo.folder, "balalyk.conf");
  for (const commission of demo.sql("SELECT DISTINCT commission_id FROM balalyk_document WHERE state = 'sent'").split("\n")) {
    const descriptor = openSync(secret, "r");
    execFileSync(program, ["--config", config, ...stages, "authorise", "batch", "--all", "--commission", commission, "--passwords-fd", "3"],
      {stdio: ["ignore", "ignore", "inherit", descriptor]});
    closeSync(descriptor);
  }
  demo.run(...stages, "evidence", "seal");
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  services?.stdin.end();
  await demo?.stop();
});

const visitor = (login, options) => openVisitor(browser, demo, login, options);
const wellMade = (page, name) => checkPage(page, name, sent);
const go = (page, address) => page.goto(demo.address + address);
const texts = (page, selector) => page.locator(selector).allTextContents();
const fetched = async (page, address) => page.context().request.get(demo.address + address);
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const idOf = (application) => demo.sql(`SELECT id FROM balalyk_document WHERE source_key = '${application}'`);

test("the archivist finds by name, kind and number, and reads a document with its proof and its history", async () => {
  const {page, context, troubles} = await visitor("archivist");
  await go(page, "/archive");
  assert.equal((await texts(page, "tbody tr")).length, taken.length);
  await wellMade(page, "archive");

  const name = demo.sql("SELECT child_surname FROM application WHERE id = 'app-021'");
  await page.fill("#term", name.toLowerCase());
  await press(page, "form[role=search] button");
  assert.ok(!page.url().includes("term"), page.url());
  assert.ok((await texts(page, "tbody td bdi")).some((text) => text.includes(name)));
  await accessible(page);
  const number = demo.sql("SELECT number FROM balalyk_document WHERE source_key = 'app-003'");
  await go(page, `/archive?number=${encodeURIComponent(number)}&kind=voucher-list`);
  assert.equal(await page.locator(".empty").count(), 1);
  await wellMade(page, "archive nothing found");

  await go(page, `/archive/${idOf("app-003")}`);
  assert.ok((await page.textContent("main")).includes("Далилденген"));
  const history = (await texts(page, "section[aria-labelledby=history-heading] tbody tr")).join("\n");
  for (const words of ["Долбоор түзүлдү", "Төрагага жөнөтүлдү", "Кол коюлду", "Жарыяланды"]) assert.ok(history.includes(words), history);
  assert.ok(!/\d{14}/.test(await page.textContent("main")), "a personal number");
  assert.ok(await page.locator(".pages img").count() > 0);
  await wellMade(page, "archived document");
  for (const [what, wanted] of [["container", "B-B"], ["evidence", "B-B"]]) {
    const answer = await fetched(page, `/archive/${idOf("app-003")}/${what}`);
    assert.match(answer.headers()["content-disposition"], /^attachment/);
    const file = path.join(demo.folder, `${what}.asice`);
    writeFileSync(file, await answer.body());
    assert.ok(demo.run("verify", "--anchors", path.join(demo.folder, "keys/anchors.pem"), file).includes(wanted));
  }
  assert.deepEqual(troubles, []);
  await context.close();
});

test("a secretary sees the own commission alone, and nothing of what the archivist looks after", async () => {
  const {page, context} = await visitor("secretary", {javaScriptEnabled: false});
  await go(page, "/archive");
  assert.equal((await texts(page, "tbody tr")).length, taken.length - 1);
  for (const what of ["", "/container", "/evidence", "/files/protocol-ky", "/files/protocol-ky/1"])
    assert.equal((await fetched(page, `/archive/${idOf("app-021")}${what}`)).status(), 404, what);
  assert.equal((await fetched(page, "/archive/care")).status(), 403);
  assert.equal(await page.locator("a[href='/archive/care']").count(), 0);
  await context.close();
});

test("many are ordered without JavaScript, made in the background, and proved by a manifest with a time stamp", async () => {
  const {page, context} = await visitor("archivist", {javaScriptEnabled: false});
  await go(page, "/archive");
  await press(page, "button[value=files]");  // nothing ticked
  assert.equal(await page.locator("[role=alert]").count(), 1);
  for (const kind of ["files", "package"]) {
    await go(page, "/archive");
    await page.check("#scope-all");
    await press(page, `button[value=${kind}]`);
    assert.equal(new URL(page.url()).pathname, "/archive/exports");
  }
  const seeing = await visitor("archivist");  // axe needs scripts
  await go(seeing.page, "/archive/exports");
  await wellMade(seeing.page, "exports waiting");
  demo.run(...stages, "worker", "--until-idle");
  await go(page, "/archive/exports");
  await go(seeing.page, "/archive/exports");
  await wellMade(seeing.page, "exports ready");
  await seeing.context.close();
  const links = await page.locator("a[href$='/file']").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert.equal(links.length, 2);
  const [folder, bag] = ["files", "package"].map((kind) => path.join(demo.folder, kind));
  for (const [link, to] of [[links[1], folder], [links[0], bag]]) {
    const zip = `${to}.zip`;
    writeFileSync(zip, await (await fetched(page, link)).body());
    execFileSync("python3", ["-m", "zipfile", "-e", zip, to]);
  }
  const manifest = JSON.parse(readFileSync(path.join(folder, "manifest.json")));
  assert.equal(manifest.documents.length, taken.length);
  for (const one of manifest.documents) assert.equal(sha256(readFileSync(path.join(folder, one.file))), one.digest);
  assert.ok(!JSON.stringify(manifest).includes(demo.sql("SELECT child_surname FROM application WHERE id = 'app-001'")));
  execFileSync("openssl", ["ts", "-verify", "-data", path.join(folder, "manifest.json"), "-in", path.join(folder, "manifest.json.tst"), "-token_in",
    "-CAfile", path.join(demo.folder, "keys/anchors.pem"), "-untrusted", path.join(demo.folder, "keys/intermediate.pem")], {stdio: "ignore"});
  const [name] = readdirSync(bag);
  execFileSync("sha256sum", ["--check", "--strict", "--quiet", "manifest-sha256.txt"], {cwd: path.join(bag, name)});

  // Nobody else's, and the archivist's only while signed in.
  const other = await visitor("secretary");
  assert.equal((await fetched(other.page, links[0])).status(), 404);
  await other.context.clearCookies();
  assert.equal(new URL((await fetched(other.page, links[0])).url()).pathname, "/sign-in");
  await other.context.close();
  await context.close();
});

test("a hold is set with a reason and lifted, and damage of the store is shown", async () => {
  const {page, context, troubles} = await visitor("archivist");
  await go(page, `/archive/${idOf("app-001")}`);
  await page.fill("#reason", "Сот иши 12/34");
  await press(page, "form[action$='/hold'] button");
  assert.ok((await page.textContent(".message.info")).includes("Сот иши 12/34"));
  demo.run("archive", "check");
  await go(page, "/archive/care");
  assert.equal(await page.locator(".message.good").count(), 1);
  assert.ok((await page.textContent("section[aria-labelledby=holds-heading]")).includes("Сот иши 12/34"));
  await wellMade(page, "archive care");

  const digest = demo.sql("SELECT container_digest FROM balalyk_document WHERE source_key = 'app-021'");
  const file = execFileSync("find", [path.join(demo.folder, "store"), "-name", `*${digest.slice(8)}*`, "-type", "f"], {encoding: "utf8"}).trim();
  execFileSync("chmod", ["u+w", file]);
  const bytes = readFileSync(file);
  bytes[100] ^= 1;
  writeFileSync(file, bytes);
  assert.throws(() => demo.run("archive", "check"));
  await go(page, "/archive/care");
  assert.equal(await page.locator(".message.bad").count(), 1);
  assert.equal(await page.locator(`a[href='/archive/${idOf("app-021")}']`).count(), 1);
  await wellMade(page, "archive damaged");

  // Removed once its time is over, by command alone; a tombstone remains, and everything else is whole.
  const damaged = idOf("app-021"), remove = (id, ...rules) => demo.run(...rules.flatMap((rule) => ["--set", rule]), "archive", "remove", id, "--reason", "Мөөнөтү бүттү");
  const rules = ["retention.voucherApproval=1", "retention.voucherRefusal=1"];
  assert.throws(() => remove(damaged));
  assert.throws(() => remove(idOf("app-001"), ...rules));  // held
  remove(damaged, ...rules);
  demo.run("database", "verify");
  assert.equal((await fetched(page, `/archive/${damaged}`)).status(), 404);
  await go(page, "/archive/care");
  assert.ok((await page.textContent("section[aria-labelledby=removed-heading]")).includes(digest));
  await fits(page);
  await accessible(page);

  await go(page, `/archive/${idOf("app-001")}`);
  await page.fill("#reason", "Иш бүттү");
  await press(page, "form[action$='/release'] button");
  assert.equal(await page.locator(".message.info").count(), 0);
  const history = await page.textContent("section[aria-labelledby=history-heading]");
  for (const words of ["Өчүрүүгө тыюу салынды", "Өчүрүүгө тыюу алынды", "Иш бүттү"]) assert.ok(history.includes(words), history);
  assert.deepEqual(troubles, []);
  await context.close();
});

test("the pages are valid HTML", () => validHtml(sent));
