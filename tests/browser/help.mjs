// The manual: every page in three languages, each with its picture, reached from each other and from every page's end.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {accessible, fits, openPage, startBrowser, startPortal, validHtml} from "./browser.mjs";

const most = 60_000;  // bytes of a picture: a slow line
const sent = new Map();
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
  test(`help in ${language}, page by page`, async () => {
    const {page, context, troubles} = await openPage(browser, portal.address, {locale: language});
    await page.goto(portal.address);
    await page.click("footer a[href='/help']");
    const topics = await page.locator(".help-topics a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.equal(topics.length, 19);
    assert.equal(await page.locator("main section h2").count(), 4);  // whom they are for
    sent.set(`${language} help`, await (await page.goto(`${portal.address}/help`)).text());
    await accessible(page);
    await page.goto(portal.address + topics[0]);
    for (const [i, topic] of topics.entries()) {
      assert.equal(new URL(page.url()).pathname, topic);
      const picture = page.locator(".help-picture img");
      assert.equal(await picture.count(), 1, topic);
      assert.ok((await picture.getAttribute("alt")).length > 10);
      assert.ok(await picture.evaluate((img) => img.decode().then(() => img.naturalWidth)) > 300, topic);
      const bytes = await (await fetch(portal.address + await picture.getAttribute("src"))).arrayBuffer();
      assert.ok(bytes.byteLength <= most, `${topic}: ${bytes.byteLength} bytes`);
      assert.ok(await page.locator(".steps li").count() >= 3, topic);
      await fits(page);
      if (language === "ky") await accessible(page);  // the markup is the same in each
      if (language === "ky" || i === 0) sent.set(`${language} ${topic}`, await (await page.reload()).text());
      if (i + 1 < topics.length) await page.click(`main a[href='${topics[i + 1]}']`);
    }
    assert.equal(await page.locator("main a[href='/help']").count(), 1);
    assert.deepEqual(troubles, []);
    assert.equal((await page.goto(`${portal.address}/help/nothing`)).status(), 404);
    await context.close();
  });
}

test("every page of the help is valid HTML", () => {
  assert.equal(sent.size, 3 + 19 + 2);
  validHtml(sent);
});
