// Pictures of every page that a secretary meets, to look at before a change of the pages is given out: three widths, Kyrgyz and Russian, light
// and dark, put together into one sheet for each of these.
//   TESTED_BUILD=build/release TESTED_SOURCE=. node build/release/tests/browser/node/pictures.mjs FOLDER [ky-light-320 …]
import {mkdirSync, writeFileSync} from "node:fs";
import path from "node:path";
import {openPage, startBrowser, startDemo} from "./browser.mjs";

const folder = path.resolve(process.argv[2]);
const all = ["ky", "ru"].flatMap((language) => ["light", "dark"].flatMap((scheme) => [320, 768, 1440].map((width) => `${language}-${scheme}-${width}`)));
const wanted = process.argv.length > 3 ? process.argv.slice(3) : all;
mkdirSync(folder, {recursive: true});
const demo = await startDemo({waiting: 12, settings: ["identity.infocomAddress = http://127.0.0.1:9"]});
const browser = await startBrowser();
const press = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

/** What is to be seen: drafts, one that was sent, returned, published, a conflict. Each a name and what leads there. */
async function prepare() {
  const {page, context} = await openPage(browser, demo.address, {locale: "ky", viewport: {width: 1000, height: 900}});
  await demo.signIn(page, "secretary");
  const ids = demo.sql("SELECT id FROM application WHERE commission_id = 'bishkek-1may' AND decision IS NULL AND id LIKE 'waiting-%' AND saved_at IS NULL ORDER BY id").split("\n");
  const document = (id) => demo.sql(`SELECT id FROM balalyk_document WHERE source_key = '${id}' ORDER BY revision DESC LIMIT 1`);
  for (const [at, id] of ids.slice(0, 4).entries()) {
    await page.goto(`${demo.address}/applications/${id}`);
    await page.check("input[name=benefit][value=low-income]");
    for (const box of await page.locator("input[name=members]:enabled").all()) await box.check();
    await page.check("#document-0");
    await page.check("#decision-approved");
    await page.fill("#date", demo.sql("SELECT date('now')"));
    await page.fill("#number", `${40 + at}/26`);
    await press(page, ".buttons-bar button[value=protocol]");
    await page.waitForSelector(".pages img", {timeout: 120_000});
    if (at > 0) await press(page, "form[action$='/send'] button");
  }
  demo.sql(`UPDATE balalyk_document SET state = 'returned', problems = '[]', reason = 'Отурумдун күнү туура эмес' WHERE id = '${document(ids[2])}'`);
  demo.sql(`UPDATE balalyk_document SET state = 'published', published_at = changed_at WHERE id = '${document(ids[3])}'`);
  demo.sql(`UPDATE balalyk_document SET flags = '[{"code":"sentBefore","params":{}}]' WHERE id = '${document(ids[0])}'`);
  await context.close();
  return {draft: ids[0], sent: ids[1], returned: ids[2], published: ids[3], open: ids[4], conflict: ids[5]};
}

function pages(ids, page) {
  const go = (address) => () => page.goto(demo.address + address);
  const form = (id) => `/applications/${id}`;
  return [
    ["list", go("/applications")], ["list of the approved", go("/applications?state=approved")],
    ["form", go(form(ids.open))],
    ["form with problems", async () => {
      await page.goto(demo.address + form(ids.open));
      await page.check("#decision-rejected");
      await press(page, ".buttons-bar button[value=save]");
    }],
    ["form, restored", async () => {
      await page.goto(demo.address + form(ids.open));
      await Promise.all([page.waitForResponse((answer) => answer.url().endsWith("/typed")), page.fill("#comments", "Жазылып жаткан текст")]);
      await page.goto(demo.address + form(ids.open));
    }],
    ["returned", go(form(ids.returned))], ["sent", go(form(ids.sent))], ["published", go(form(ids.published))],
    ["correct", go(`${form(ids.published)}/correct`)],
    ["review", async () => {
      await page.goto(`${demo.address}${form(ids.published)}/correct`);
      await page.fill("#comments", "Оңдолгон комментарий");
      await page.fill("#reason", "Комментарийде ката");
      await press(page, "button[value=review]");
    }],
    ["conflict", async () => {
      await page.goto(demo.address + form(ids.conflict));
      await page.fill("#comments", "Бала бакчага жакын жашайт.\nЭки бир тууганы бар.\nАтасы чет өлкөдө иштейт.");
      await page.fill("#number", "77/26");
      const now = demo.sql(`SELECT comments FROM application WHERE id = '${ids.conflict}'`);
      demo.sql(`UPDATE application SET version = version + 1, comments = 'Бала бакчага жакын жашайт.' || char(10) || 'Үч бир тууганы бар.', refusal_grounds = 'Жашы туура келбейт',
        saved_by = (SELECT account_id FROM balalyk_account_role WHERE member_id = 'b1-07'), saved_at = changed_at WHERE id = '${ids.conflict}'`);
      await press(page, ".buttons-bar button[value=save]");
      demo.sql(`UPDATE application SET comments = '${now.replaceAll("'", "''")}' WHERE id = '${ids.conflict}'`);
    }],
    ["draft", async () => {
      await page.goto(`${demo.address}${form(ids.draft)}/protocol`);
      await page.$$eval(".pages img", (images) => Promise.all(images.map((image) => image.decode())));
    }],
    ["send", go("/applications/send")], ["inform", go("/applications/inform")],
    ["members", go("/members")], ["member", go("/members/b1-04")], ["new member", go("/members/new")],
    ["member, asked", async () => {
      await page.goto(`${demo.address}/members/b1-01`);
      await page.fill("#surname", "Башкаева");
      await press(page, ".buttons-bar button[type=submit]");
    }],
    ["member inactive, asked", async () => {
      await page.goto(`${demo.address}/members`);
      await press(page, "form[action='/members/b1-01/active'] button[name=active]");
    }],
    ["meals", go("/meals")], ["meal", go(`/meals/${demo.sql("SELECT id FROM meal_subsidy WHERE commission_id = 'bishkek-1may' LIMIT 1")}`)],
    ["new meal", go("/meals/new")],
    ["vouchers", go("/vouchers")],
    ["voucher list", async () => {
      await page.goto(`${demo.address}/vouchers`);
      await press(page, "tbody a");
    }],
    ["feedback", go("/feedback")], ["settings", go("/settings")], ["password", go("/settings/password")], ["sessions", go("/sessions")],
    ["help", go("/help")], ["help topic", go("/help/application")], ["not found", go("/applications/nothing")], ["start", go("/")],
  ];
}

async function sheet(name, width, shots) {
  const shown = Math.min(width, 480);
  const page = await browser.newPage({viewport: {width: Math.min(6, shots.length) * (shown + 20), height: 800}});
  const images = shots.map(([title, bytes]) => `<figure><figcaption>${title}</figcaption><img src="data:image/png;base64,${bytes.toString("base64")}"></figure>`);
  await page.setContent(`<style>body{margin:0;display:flex;flex-wrap:wrap;align-items:flex-start;font:16px sans-serif;background:#888}
    figure{margin:10px;width:${shown}px;max-height:1700px;overflow:hidden}figcaption{color:#fff}img{width:100%}</style>${images.join("")}`);
  await page.screenshot({path: path.join(folder, `${name}.png`), fullPage: true});
  await page.close();
}

try {
  const ids = await prepare();
  for (const one of wanted) {
    const [language, colorScheme, given] = one.split("-"), width = Number(given);
    const {page, context} = await openPage(browser, demo.address, {locale: language, colorScheme, viewport: {width, height: 800}});
    await page.goto(`${demo.address}/sign-in`);
    const shots = [["sign-in", await page.screenshot({fullPage: true})]];
    await demo.signIn(page, "secretary");
    if (await page.getAttribute("html", "lang") !== language) await press(page, `.language-form [value=${language}]`);
    for (const [name, lead] of pages(ids, page)) {
      await lead();
      const bytes = await page.screenshot({fullPage: true});
      writeFileSync(path.join(folder, `${one}-${name.replace(/[^a-z]+/g, "-")}.png`), bytes);
      shots.push([name, bytes]);
    }
    for (let at = 0; at < shots.length; at += 12)
      await sheet(`sheet-${one}-${at / 12 + 1}`, width, shots.slice(at, at + 12));
    await context.close();
  }
} finally {
  await browser.close();
  await demo.stop();
}
