// Makes the pictures of the help from samples/portal's people, in Kyrgyz and Russian; as root or not, with pngquant (Debian's):
//   TESTED_BUILD=build/release TESTED_SOURCE=. node build/release/tests/browser/node/help-pictures.mjs connectors/portal/pages/assets [secretary|others]
// Look at them before they are committed: each shows what its topic is about, and stays below 60 KB.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {closeSync, openSync, rmSync, statSync, writeFileSync} from "node:fs";
import path from "node:path";
import {openPage, startBrowser, startDemo} from "./browser.mjs";

const folder = path.resolve(process.argv[2]), whose = process.argv[3] ?? "all";
const most = 60_000;
// Both ways in are shown; nobody answers there.
const provider = "identity.infocomAddress = http://127.0.0.1:9";
const demo = await startDemo({waiting: 12, settings: [provider], keys: true});
const browser = await startBrowser();

async function picture(page, topic, language, {from, height = 620} = {}) {
  const file = path.join(folder, `help-${topic}-${language}.png`);
  const top = from ? Math.max(0, (await page.locator(from).first().boundingBox()).y + await page.evaluate(() => scrollY) - 16) : 0;
  await page.evaluate(() => document.activeElement?.blur());
  await page.screenshot({path: file, fullPage: true, clip: {x: 0, y: top, width: 900, height}});
  for (const colours of [64, 32, 16, 8]) {
    execFileSync("pngquant", ["--force", "--speed", "1", "--strip", "--nofs", "--output", file, String(colours), file]);
    if (statSync(file).size <= most) break;
  }
  assert.ok(statSync(file).size <= most, `${file} has ${statSync(file).size} bytes`);
}

const press = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

async function signedIn(login, language) {
  const {page, context} = await openPage(browser, demo.address, {locale: language, viewport: {width: 900, height: 900}});
  await demo.signIn(page, login);
  if (await page.getAttribute("html", "lang") !== language) await press(page, `.language-form [value=${language}]`);
  return {page, context, go: (address) => page.goto(demo.address + address)};
}

/** The pages of a chairperson, an archivist and an operator, of the sample's records: sent, then signed and published. */
async function others() {
  const stages = ["--set", "worker.stages=fill,sign,publish"];
  try {
    demo.run("nightly");
  } catch (error) {
    if (error.status !== 1) throw error;  // the sample has records that are returned
  }
  demo.run("send", "--all-drafted");
  for (const language of ["ky", "ru"]) {
    const {page, context, go} = await signedIn("chairperson", language);
    await go("/inbox");
    await picture(page, "inbox", language, {height: 820});
    for (const box of (await page.locator("tbody input[type=checkbox]").all()).slice(0, 3)) await box.check();
    await press(page, "button[name=which][value=ticked]");
    await picture(page, "signing", language, {height: 820});
    await go("/inbox/standing");
    await picture(page, "standing", language, {height: 520});
    await context.close();
  }
  const keyFile = path.join(demo.folder, "password");
  writeFileSync(keyFile, `${demo.passwords.key}\n`, {mode: 0o600});
  const password = openSync(keyFile, "r");
  rmSync(keyFile);
  execFileSync(path.join(process.env.TESTED_BUILD, "bin", "balalyk"),
    ["--config", demo.config, ...stages, "authorise", "batch", "--all", "--commission", "bishkek-1may", "--passwords-fd", "3"],
    {stdio: ["ignore", "ignore", "inherit", password]});
  closeSync(password);
  for (const language of ["ky", "ru"]) {
    const {page, context, go} = await signedIn("archivist", language);
    await go("/archive");
    await picture(page, "archive", language, {height: 900});
    await page.locator("tbody input[type=checkbox]").first().check();
    await press(page, "button[name=kind-of-file][value=files]");
    await picture(page, "exports", language, {height: 580});
    await go("/archive/care");
    await picture(page, "care", language, {height: 520});
    await context.close();
  }
  for (const language of ["ky", "ru"]) {
    const {page, context, go} = await signedIn("operator", language);
    await go("/operator");
    await picture(page, "operator", language, {height: 900});
    await go("/operator/system");
    await picture(page, "system", language, {height: 820});
    await go("/operator/accounts");
    await picture(page, "accounts", language, {height: 560});
    await context.close();
  }
}

try {
  if (whose !== "secretary") await others();
  let number = 40;
  for (const language of whose === "others" ? [] : ["ky", "ru"]) {
    const {page, context} = await openPage(browser, demo.address, {locale: language, viewport: {width: 900, height: 900}});
    const go = (address) => page.goto(demo.address + address);
    await go("/sign-in");
    await picture(page, "sign-in", language, {height: 520});
    await page.click("label[for=way-local]");
    await page.fill("#login", "secretary");
    await page.fill("#password", demo.passwords.secretary);
    await press(page, "form[action='/sign-in'] button");
    if (await page.getAttribute("html", "lang") !== language) await press(page, `.language-form [value=${language}]`);
    await go("/applications");
    await picture(page, "applications", language, {height: 820});

    const id = demo.sql("SELECT id FROM application WHERE commission_id = 'bishkek-1may' AND decision IS NULL AND id LIKE 'waiting-%' AND saved_at IS NULL ORDER BY id LIMIT 1");
    await go(`/applications/${id}`);
    await page.check("input[name=benefit][value=low-income]");
    for (const box of await page.locator("input[name=members]:enabled").all()) await box.check();
    await page.check("#document-0");
    await page.check("#decision-approved");
    await page.fill("#date", demo.sql("SELECT date('now')"));
    await picture(page, "application", language, {from: "main h1", height: 980});
    await press(page, ".buttons-bar button[value=save]");  // without a number
    await picture(page, "returned", language, {height: 620});
    await page.fill("#number", `${++number}/26`);
    await press(page, ".buttons-bar button[value=protocol]");
    await page.waitForSelector(".pages img", {timeout: 60_000});
    await page.$$eval(".pages img", (images) => Promise.all(images.map((image) => image.decode())));
    await picture(page, "draft", language, {height: 900});

    await go("/members");
    await picture(page, "commission", language);
    await go("/meals");
    await picture(page, "meals", language);
    await go("/vouchers");
    await picture(page, "vouchers", language);
    await go("/feedback");
    await picture(page, "feedback", language, {height: 560});
    await go("/settings");
    await picture(page, "settings", language, {height: 1000});
    await context.close();
  }
} finally {
  await browser.close();
  await demo.stop();
}
