// Makes the pictures of the help from samples/portal's people, in Kyrgyz and Russian; as root or not, with pngquant (Debian's):
//   TESTED_BUILD=build/release TESTED_SOURCE=. node build/release/tests/browser/node/help-pictures.mjs connectors/portal/pages/assets
// Look at them before they are committed: each shows what its topic is about, and stays below 60 KB.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {statSync} from "node:fs";
import path from "node:path";
import {openPage, startBrowser, startDemo} from "./browser.mjs";

const folder = path.resolve(process.argv[2]);
const most = 60_000;
// Both ways in are shown; nobody answers there.
const provider = "identity.infocomAddress = http://127.0.0.1:9";
const demo = await startDemo({waiting: 12, settings: [provider]});
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

try {
  let number = 40;
  for (const language of ["ky", "ru"]) {
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
