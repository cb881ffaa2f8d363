// The public pages in three languages, on a telephone and on a wide screen, light and dark, with JavaScript and without.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {accessible, fits, openPage, startBrowser, startPortal, validHtml} from "./browser.mjs";

const pages = ["/", "/accessibility", "/privacy", "/nowhere"];
const titles = {ky: "Мектепке чейинки ваучер", ru: "Протоколы комиссий", en: "Protocols of the preschool"};
const sent = new Map();  // language and address → the page
let portal, browser;

before(async () => {
  portal = await startPortal();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await portal?.stop();
});

for (const language of ["ky", "ru", "en"]) {
  test(`the public pages in ${language}`, async () => {
    const {page, context, troubles} = await openPage(browser, portal.address, {locale: language});
    for (const address of pages) {
      const answer = await page.goto(portal.address + address);
      assert.equal(answer.status(), address === "/nowhere" ? 404 : 200);
      assert.equal(await page.getAttribute("html", "lang"), language);
      sent.set(`${language} ${address}`, await answer.text());
      await fits(page);
      await accessible(page);
      if (language !== "ky") continue;  // colours have no language
      await page.emulateMedia({colorScheme: "dark"});
      await accessible(page);
      await page.emulateMedia({colorScheme: "light"});
    }
    await page.goto(portal.address);
    assert.ok((await page.textContent("h1")).startsWith(titles[language]));
    await page.setViewportSize({width: 1440, height: 900});
    await fits(page);
    // The text at 200 % on a small screen.
    await page.setViewportSize({width: 640, height: 900});
    await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    await fits(page);
    assert.ok(await page.evaluate(() => document.fonts.ready.then(() => document.fonts.check("16px 'PT Sans'", "ңөүҢӨҮ"))));
    // A page that is not there is the only thing that the console has.
    assert.deepEqual(troubles.filter((text) => !text.includes("404")), []);
    await context.close();
  });
}

for (const javaScriptEnabled of [true, false]) {
  test(`the language is changed by keyboard and stays, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const {page, context} = await openPage(browser, portal.address, {locale: "ky", javaScriptEnabled});
    await page.goto(`${portal.address}/privacy`);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");  // «to the content»
    assert.ok(page.url().endsWith("/privacy#content"));
    await page.focus("button[value=ru]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("html[lang=ru]");
    assert.ok(page.url().endsWith("/privacy"));
    await page.goto(portal.address);
    assert.equal(await page.getAttribute("html", "lang"), "ru");
    const cookies = await context.cookies();
    assert.deepEqual(cookies.map(({name, httpOnly, sameSite}) => ({name, httpOnly, sameSite})),
      [{name: "balalyk-language", httpOnly: true, sameSite: "Lax"}]);
    await context.close();
  });
}

test("a form of another site is refused by the portal", async () => {
  const {page, context} = await openPage(browser, portal.address);
  await page.route("http://evil.example/**", (route) => route.fulfill({contentType: "text/html",
    body: `<form method="post" action="${portal.address}/language"><input name="language" value="ru"><button>x</button></form>`}));
  await page.goto("http://evil.example/");
  const [answer] = await Promise.all([page.waitForResponse((response) => response.url().endsWith("/language")), page.click("button")]);
  assert.equal(answer.status(), 403);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});

test("every page is valid HTML", () => {
  assert.equal(sent.size, 3 * pages.length);
  validHtml(sent);
});
