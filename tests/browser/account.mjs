// Signing in and out, settings, sessions and feedback, as a secretary meets them: with JavaScript and without, in Kyrgyz and Russian.
import assert from "node:assert/strict";
import {execFileSync, spawn} from "node:child_process";
import {createHmac} from "node:crypto";
import {rmSync} from "node:fs";
import path from "node:path";
import {after, before, test} from "node:test";
import {accessible, fits, openPage, startBrowser, startDemo, validHtml} from "./browser.mjs";

const text = "Сунуш: «тизме» <b>тезирээк</b> ачылса & дагы\nэкинчи сап";
const sent = new Map();  // language and address → the page
let demo, browser;

before(async () => {
  demo = await startDemo({waiting: 0, worker: false, settings: ["database.deadline = 1s"]});
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

// By keyboard: Chromium without JavaScript does not always find a button that has to be scrolled to «stable».
const button = (page, form) => page.press(`form[action='${form}'] button[type=submit]`, "Enter");
const message = (page) => page.inputValue("#message");

for (const javaScriptEnabled of [true, false]) {
  for (const language of ["ky", "ru"]) {
    test(`the journey in ${language} ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
      const {page, context, troubles} = await openPage(browser, demo.address, {locale: language, javaScriptEnabled});
      const look = async (address) => {
        const answer = await page.goto(demo.address + address);
        assert.equal(answer.status(), 200, address);
        assert.equal(await page.getAttribute("html", "lang"), language);
        sent.set(`${language} ${address}`, await answer.text());
        await fits(page);
        if (javaScriptEnabled) await accessible(page);
      };
      await look("/sign-in?next=/settings");
      // By keyboard alone.
      await page.focus("#login");
      await page.keyboard.type("secretary");
      await page.keyboard.press("Tab");
      await page.keyboard.type(demo.passwords.secretary);
      await Promise.all([page.waitForURL("**/settings"), page.keyboard.press("Enter")]);
      // The language belongs to the account from now on.
      await page.check(`#language-${language}`);
      await Promise.all([page.waitForURL("**/settings?saved=language"), button(page, "/settings/language")]);
      for (const address of ["/settings", "/settings/password", "/sessions", "/feedback"]) await look(address);
      // The session ends in the middle of a text.
      await page.fill("#message", text);
      demo.sql("DELETE FROM portal_session");
      await button(page, "/feedback");
      sent.set(`${language} ended`, await page.content());
      if (javaScriptEnabled) await accessible(page);
      await page.fill("#login", "secretary");
      await page.fill("#password", demo.passwords.secretary);
      await Promise.all([page.waitForURL("**/feedback"), button(page, "/sign-in")]);
      assert.equal(await message(page), text);
      // The language is switched beside it, and back.
      const other = language === "ky" ? "ru" : "ky";
      for (const to of [other, language]) {
        await page.press(`button[name=language][value=${to}]`, "Enter");
        await page.waitForSelector(`html[lang=${to}]`);
        assert.equal(await message(page), text);
      }
      await Promise.all([page.waitForURL("**/feedback/thanks"), button(page, "/feedback")]);
      await look("/feedback/thanks");
      assert.equal(demo.sql("SELECT count(*) FROM portal_feedback WHERE message LIKE '%экинчи сап'"), "1");
      demo.sql("DELETE FROM portal_feedback");
      await Promise.all([page.waitForURL(`${demo.address}/`), button(page, "/sign-out")]);
      assert.deepEqual((await context.cookies()).map(({name}) => name), ["balalyk-language"]);
      assert.deepEqual(troubles.filter((trouble) => !/403/.test(trouble)), []);
      await context.close();
    });
  }
}

test("a database that is locked keeps what was typed, and so does a restart", async () => {
  const {page, context} = await openPage(browser, demo.address, {locale: "ru"});
  await demo.signIn(page, "colleague");
  await page.goto(`${demo.address}/feedback`);
  await page.fill("#message", text);
  const holder = spawn("sqlite3", [demo.database]);
  holder.stdin.write("BEGIN IMMEDIATE;\nSELECT 'held';\n");
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  const [answer] = await Promise.all([page.waitForResponse((response) => response.request().method() === "POST"), button(page, "/feedback")]);
  assert.equal(answer.status(), 503);
  await page.waitForSelector(".trouble-number");
  await accessible(page);
  holder.stdin.end("ROLLBACK;\n");
  await new Promise((resolve) => holder.on("exit", resolve));
  await demo.restart();
  await Promise.all([page.waitForURL("**/feedback/thanks"), button(page, "/feedback")]);
  assert.equal(demo.sql("SELECT count(*) FROM portal_feedback"), "1");
  await context.close();
});

test("without cookies the page says so, a wrong clock changes nothing, many wrong passwords have to wait", async () => {
  const {page, context} = await openPage(browser, demo.address, {locale: "ru"});
  await page.clock.setFixedTime(new Date("1999-01-01T00:00:00Z"));
  await page.goto(`${demo.address}/sign-in`);
  await context.clearCookies();
  await page.fill("#login", "archivist");
  await page.fill("#password", demo.passwords.archivist);
  await button(page, "/sign-in");
  assert.match(await page.textContent("[role=alert]"), /cookie/);
  await demo.signIn(page, "archivist");
  assert.equal((await page.goto(`${demo.address}/settings`)).status(), 200);
  await context.clearCookies();
  await page.goto(`${demo.address}/sign-in`);
  for (let i = 0; i < 6; ++i) {
    await page.fill("#login", "operator");
    await page.fill("#password", "a wrong password");
    await Promise.all([page.waitForResponse((response) => response.request().method() === "POST"), button(page, "/sign-in")]);
    await page.waitForSelector("[role=alert]");
  }
  assert.match(await page.textContent("[role=alert]"), /1 минут/);
  await context.close();
});

test("a session is ended from another browser", async () => {
  const one = await openPage(browser, demo.address, {locale: "ru"}), other = await openPage(browser, demo.address, {locale: "ru"});
  for (const {page} of [one, other]) await demo.signIn(page, "neighbour");
  await one.page.goto(`${demo.address}/sessions`);
  assert.equal(await one.page.locator("tbody tr").count(), 2);
  await Promise.all([one.page.waitForURL("**/sessions?ended=1"), one.page.click("tbody button")]);
  assert.equal(await one.page.locator("tbody tr").count(), 1);
  await other.page.goto(`${demo.address}/settings`);
  assert.equal(new URL(other.page.url()).pathname, "/sign-in");
  await one.context.close();
  await other.context.close();
});

// RFC 6238 in other words than the program's.
function codeAt(secret, seconds) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(seconds / 30)));
  const mac = createHmac("sha1", Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, "0");
}

test("a second factor: another program reads its picture, by keyboard, on a narrow screen, without JavaScript", async () => {
  demo.account("aigul", "--role", "archivist");
  for (const [language, javaScriptEnabled] of [["ky", false], ["ru", true]]) {
    const {page, context, troubles} = await openPage(browser, demo.address, {locale: language, javaScriptEnabled});
    const look = async (name) => {
      sent.set(`${language} ${name}`, await page.content());
      await fits(page);
      if (javaScriptEnabled) await accessible(page);
    };
    const send = (form, url) => Promise.all([page.waitForURL(url), button(page, form)]);
    await demo.signIn(page, "aigul");
    await page.goto(`${demo.address}/settings/second-factor`);
    await look("second factor off");
    await page.fill("#current-password-begin", demo.passwords.aigul);
    await send("/settings/second-factor/begin", "**/begin");
    await look("second factor begun");
    const picture = path.join(demo.folder, "qr.png");
    await page.locator("svg.qr").screenshot({path: picture});
    const address = new URL(execFileSync("zbarimg", ["--quiet", "--raw", picture], {encoding: "utf8"}).trim());
    rmSync(picture);
    const secret = address.searchParams.get("secret");
    assert.equal((await page.textContent("dd code")).replaceAll(" ", ""), secret);
    assert.match(address.pathname, /:aigul$/);
    const code = () => codeAt(secret, Date.now() / 1000);
    await page.fill("#one-time-password-confirm", code());
    await send("/settings/second-factor/confirm", "**/confirm");
    await look("recovery codes");
    const recovery = await page.locator("ol.recovery code").allTextContents();
    assert.equal(recovery.length, 10);
    await page.goto(`${demo.address}/settings/second-factor`);
    await look("second factor on");
    await send("/sign-out", `${demo.address}/`);
    demo.sql("UPDATE balalyk_second_factor SET step = 0");  // as if the codes so far were long ago
    await demo.signIn(page, "aigul");
    await look("code");
    await page.keyboard.type(code());  // the field has the focus
    await Promise.all([page.waitForURL("**/archive"), page.keyboard.press("Enter")]);
    await send("/sign-out", `${demo.address}/`);
    await demo.signIn(page, "aigul");
    await page.focus("summary");
    await page.keyboard.press("Enter");
    await page.fill("#recovery-password", recovery[0].toLowerCase());
    await send("/sign-in/code", "**/archive");
    const has = () => JSON.parse(demo.run("account", "second-factor", "aigul", "--json")).secondFactor;
    assert.equal(has(), true);
    demo.run("account", "second-factor", "aigul", "--remove");
    assert.equal(has(), false);
    await page.goto(`${demo.address}/settings`);
    assert.equal(new URL(page.url()).pathname, "/sign-in");
    await demo.signIn(page, "aigul");
    assert.equal(new URL(page.url()).pathname, "/archive");
    assert.deepEqual(troubles, []);
    await context.close();
  }
});

test("every page is valid HTML", () => {
  validHtml(sent);
});
