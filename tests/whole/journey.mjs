// The three users, the night and a citizen in browsers, on the whole system as it is operated (system.py); then an upgrade under
// the eyes of somebody who types.
import assert from "node:assert/strict";
import {execFileSync, spawn} from "node:child_process";
import {mkdirSync, readdirSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";
import {createInterface} from "node:readline";
import {after, before, test} from "node:test";

const {chromium} = createRequire(path.join(process.env.BROWSER_MODULES, "browser.mjs"))("playwright-core");
const sent = 2;  // documents
let system, browser, site, ids;

/** system.py: what it said, and what obeys. */
async function startSystem() {
  const child = spawn("python3", ["-B", path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "system.py"), "worker.stages=fill"],
    {stdio: ["pipe", "pipe", "inherit"]});
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async () => {
    const {value, done} = await lines.next();
    assert.ok(!done, "the system did not start");
    return value;
  };
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const said = JSON.parse(await line());
  return {
    ...said,
    run: (...command) => execFileSync(said.program, ["--config", said.config, ...command], {encoding: "utf8"}),
    sql: (statement) => execFileSync(said.psql[0], [...said.psql.slice(1), "-A", "-t", "-c", statement], {encoding: "utf8", cwd: "/"}).trim(),
    async upgrade(number) {
      child.stdin.write(`upgrade ${number}\n`);
      assert.equal(await line(), "done");
    },
    stop() {
      child.stdin.end();
      return ended;
    },
  };
}

before(async () => {
  system = await startSystem();
  site = `https://${system.name}`;
  // The real name and a real certificate, trusted by its key: nothing of TLS is switched off.
  browser = await chromium.launch({executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage",
    `--host-resolver-rules=MAP ${system.name}:443 127.0.0.1:${system.port}`, `--ignore-certificate-errors-spki-list=${system.publicKey}`]});
  ids = system.sql("SELECT id FROM application WHERE commission_id = 'bishkek-1may' ORDER BY id").split("\n");
});
after(async () => {
  await browser?.close();
  assert.equal(await system?.stop(), 0);
});

/** A browser of somebody; `troubles`: what no visitor should see. */
async function visit(login, options = {}) {
  const context = await browser.newContext({locale: "ky", viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("response", (answer) => answer.status() >= 500 && troubles.push(`${answer.status()} ${answer.url()}`));
  page.on("requestfailed", (request) => request.failure().errorText === "net::ERR_ABORTED" || troubles.push(`${request.url()}: ${request.failure().errorText}`));
  if (login) {
    await page.goto(`${site}/sign-in`);
    await page.fill("#login", login);
    await page.fill("#password", system.passwords[login]);
    await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.click("form[action='/sign-in'] button")]);
  }
  return {page, context, troubles};
}
const go = (page, address) => page.goto(site + address);
const press = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
const states = () => system.sql("SELECT string_agg(DISTINCT state, ' ') || ' ' || count(*) FROM balalyk_document");

async function fillIn(page, number) {
  await page.check("input[name=benefit] >> nth=0");
  for (const box of await page.locator("input[name=members]:enabled").all()) await box.check();
  await page.check("#document-0");
  await page.check("#decision-approved");
  await page.fill("#number", `${number}/26`);
  await page.fill("#date", system.sql("SELECT (now() AT TIME ZONE 'Asia/Bishkek')::date"));
}

test("from a decision in the secretary's browser to a citizen who checks the paper", async () => {
  const clerk = await visit("secretary");
  for (const [i, id] of ids.slice(0, sent).entries()) {
    await go(clerk.page, `/applications/${id}`);
    await fillIn(clerk.page, i + 1);
    await press(clerk.page, ".buttons-bar button[value=protocol]");
    await clerk.page.waitForSelector(".pages img", {timeout: 120_000});
    await press(clerk.page, "form[action$='/send'] button");
  }
  assert.equal(states(), `sent ${sent}`);

  const chair = await visit("chairperson");
  assert.equal(new URL(chair.page.url()).pathname, "/inbox");
  await press(chair.page, "button[name=which][value=all]");
  await chair.page.fill("#password", system.passwords.key);
  await press(chair.page, ".section form[action^='/inbox/batches/'] button[type=submit]");
  await chair.page.waitForFunction(() => !document.querySelector("[data-renew]"), undefined, {timeout: 60_000});
  assert.equal(states(), `signed ${sent}`);
  assert.ok(await chair.page.locator(".message.good").isVisible());

  system.run("nightly", "--set", "worker.stages=publish", "--set", `database.connection=${system.night}`);
  assert.equal(states(), `published ${sent}`);

  const archivist = await visit("archivist");
  await go(archivist.page, "/archive");
  await press(archivist.page, "tbody a[href^='/archive/']");
  const document = new URL(archivist.page.url()).pathname.split("/")[2];
  const container = path.join(system.folder, "container.asice");
  const [download] = await Promise.all([archivist.page.waitForEvent("download"), archivist.page.click("a[href$='/container']")]);
  await download.saveAs(container);
  const [verdict] = JSON.parse(system.run("verify", "--json", "--anchors", system.anchors, container));
  assert.equal(verdict.passed, true);
  assert.deepEqual(verdict.secondJudge.signatures.map((signature) => signature.verdict), ["accepted"]);

  // On paper: what the archivist prints of the container, seen by a telephone.
  const paper = path.join(system.folder, "paper");
  mkdirSync(paper);
  execFileSync("unzip", ["-q", container, "*.pdf", "-d", paper]);
  const pdf = readdirSync(paper).find((name) => name.includes("protocol"));
  execFileSync("pdftoppm", ["-r", "200", "-png", path.join(paper, pdf), path.join(paper, "page")]);
  const pages = readdirSync(paper).filter((name) => name.endsWith(".png")).map((name) => path.join(paper, name));
  const address = execFileSync("zbarimg", ["--quiet", "--raw", ...pages], {encoding: "utf8"}).trim().split("\n")[0];
  assert.equal(address, `${site}/check/${document}`);
  const citizen = await visit(null, {javaScriptEnabled: false, viewport: {width: 320, height: 640}, locale: "ru"});
  assert.equal((await citizen.page.goto(address)).status(), 200);
  assert.ok(await citizen.page.locator("main .message.good").isVisible(), await citizen.page.textContent("main"));
  const child = system.sql(`SELECT child_surname FROM application WHERE id = (SELECT source_key FROM balalyk_document WHERE id = '${document}')`);
  assert.ok(!(await citizen.page.content()).includes(child));
  await go(citizen.page, "/check?lang=ru");
  await citizen.page.setInputFiles("#file", container);
  await press(citizen.page, "main form[method=post] button");
  // The file is genuine, and its document in force.
  assert.equal(await citizen.page.locator("main .message.good").count(), 2, await citizen.page.textContent("main"));
  assert.deepEqual(await citizen.context.cookies(), []);
  for (const one of [clerk, chair, archivist, citizen]) {
    assert.deepEqual(one.troubles, []);
    await one.context.close();
  }
  system.run("database", "verify");
});

test("while one portal after the other is upgraded, who types notices nothing", async () => {
  const id = ids[sent];
  const {page, context, troubles} = await visit("secretary");
  await go(page, `/applications/${id}`);
  // Besides what the page itself sends: as much as thirty people who type.
  await page.evaluate(() => {
    const form = document.querySelector("#typed-form"), fields = [...new FormData(form)];
    globalThis.typing = {over: false, sent: 0, wrong: []};
    const type = async (who) => {
      while (!globalThis.typing.over) {
        const data = new URLSearchParams(fields);
        data.set("comments", `${who} ${++globalThis.typing.sent}`);
        data.set("once", btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)))).replaceAll("+", "-").replaceAll("/", "_").replace("=", ""));
        const answer = await fetch(form.dataset.autosave, {method: "POST", body: data, redirect: "error", headers: {Accept: "application/json"}});
        if (answer.status !== 200) globalThis.typing.wrong.push(answer.status);
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
    };
    globalThis.typists = Promise.all([1, 2, 3].map(type));
  });
  const comments = page.locator("#comments");
  await comments.pressSequentially("Биринчи бөлүк. ", {delay: 20});
  const before = system.sql("SELECT count(*) FROM portal_session");
  for (const portal of [0, 1]) {
    const upgraded = system.upgrade(portal);
    await comments.pressSequentially(`Жаңыртуу ${portal} учурунда. `, {delay: 40});
    await upgraded;
    const other = await context.newPage();  // whoever opens another page meanwhile
    assert.equal((await other.goto(`${site}/applications`)).status(), 200);
    await other.close();
  }
  const {over, sent: asked, wrong} = await page.evaluate(async () => {
    globalThis.typing.over = true;
    await globalThis.typists;
    return globalThis.typing;
  });
  assert.ok(over && asked > 30, String(asked));
  assert.deepEqual(wrong, []);
  const typed = await comments.inputValue();
  assert.ok(typed.includes("Жаңыртуу 1"), typed);
  await press(page, ".buttons-bar button[value=save]");
  assert.ok(page.url().includes("saved=work"), page.url());
  assert.equal(await comments.inputValue(), typed);
  assert.equal(system.sql(`SELECT comments FROM application WHERE id = '${id}'`), typed.trim());
  assert.equal(system.sql("SELECT count(*) FROM portal_session"), before);
  assert.deepEqual(troubles, []);
  await context.close();
});
