// What lies around the portal: a real identity provider, the database's server that goes away, the signed lists that the ministry and a
// kindergarten fetch, two tabs of one browser.
import assert from "node:assert/strict";
import {execFileSync, spawn} from "node:child_process";
import {randomBytes} from "node:crypto";
import {chownSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, before, test} from "node:test";
import {accessible, fits, openPage, startBrowser, startDemo} from "./browser.mjs";

const program = path.join(process.env.TESTED_BUILD, "bin", "balalyk");
const text = "\nБиринчи сап бош\n«тырмакча» & <b>белги</b>";
const chairperson = "b1-01";
let browser, demo, provider;

/** npm oidc-provider, for the person with this number, who comes back to the portal at `address`. */
async function startProvider(address, pin) {
  const child = spawn("node", [path.join(process.env.TESTED_BUILD, "tests/identity/node/provider.mjs"), "RS256", "client_secret_basic",
    `${address}/sign-in/return/oidc`, pin], {stdio: ["pipe", "pipe", "ignore"]});
  let said = "";
  const issuer = await new Promise((resolve, reject) => {
    child.on("exit", () => reject(new Error(`the provider ended: ${said}`)));
    child.stdout.on("data", (data) => {
      said += data;
      const line = said.split("\n").slice(0, -1).find((one) => one.startsWith("http"));
      if (line) resolve(line);
    });
  });
  child.removeAllListeners("exit");
  return {
    issuer,
    stop: () => new Promise((resolve) => {
      if (child.exitCode !== null) return resolve();
      child.on("exit", resolve);
      child.stdin.end();
    }),
  };
}

/** A published list of vouchers of this month: one night makes it, the chairperson signs it. */
function publishList(of) {
  of.sql(`UPDATE application SET decision = NULL; DELETE FROM meal_attendance; DELETE FROM meal_subsidy;
    DELETE FROM voucher WHERE kindergarten_id NOT IN (SELECT id FROM kindergarten WHERE commission_id = 'bishkek-1may');
    UPDATE voucher SET valid_from = date('now', 'start of month'), valid_to = date('now', '+1 year')`);
  const passwords = path.join(of.folder, "passwords"), password = path.join(passwords, `${chairperson}.password`);
  mkdirSync(passwords, {mode: 0o700});
  writeFileSync(password, randomBytes(18).toString("base64"), {mode: 0o600});
  const withPassword = (command, words, options = {}) => {
    const descriptor = openSync(password, "r");
    try {
      return execFileSync(command, words, {stdio: ["pipe", "pipe", "inherit", descriptor], encoding: "utf8", ...options});
    } finally {
      closeSync(descriptor);
    }
  };
  const [name, pin] = of.sql(`SELECT surname || ' ' || given_name || '|' || pin FROM commission_member WHERE id = '${chairperson}'`).split("|");
  withPassword(path.join(process.env.TESTED_SOURCE, "samples/make-keyring"), [path.join(of.folder, "keys"), "3"],
    {input: `${chairperson}|${name}|${pin}|p256\n`});
  const night = () => {
    try {
      of.run("nightly");
    } catch (error) {
      assert.equal(error.status, 1, error.stderr);  // something waits for somebody
    }
  };
  night();
  of.run("send", "--all-drafted");
  withPassword(program, ["--config", of.config, "authorise", "batch", "--all", "--commission", "bishkek-1may", "--passwords-fd", "3"]);
  night();
  assert.ok(Number(of.sql("SELECT count(*) FROM balalyk_document WHERE kind = 'voucher-list' AND state = 'published'")) > 0);
}

before(async () => {
  browser = await startBrowser();
  demo = await startDemo({
    waiting: 6,
    worker: false,
    settings: ["identity.timeout = 1s"],
    async prepare(of) {
      publishList(of);
      of.sql("INSERT INTO portal_typed_draft (account_id, form, fields, typed_at) VALUES ('somebody', 'old', '[]', 1), ('somebody', 'new', '[]', 4102444800000)");
      of.kindergarten = of.sql("SELECT source_key FROM balalyk_document WHERE state = 'published' ORDER BY source_key LIMIT 1").split("/")[0];
      of.account("ministry", "--role", "ministry");
      of.account("kindergarten", "--role", "kindergarten", "--kindergarten", of.kindergarten);
      provider = await startProvider(of.address, of.sql("SELECT pin FROM commission_member WHERE id = 'b1-02'"));
      const secrets = path.join(of.folder, "secrets");
      mkdirSync(secrets, {mode: 0o700});
      writeFileSync(path.join(secrets, "oidc.password"), "a secret of the client & more", {mode: 0o600});
      return [`identity.oidcIssuer = ${provider.issuer}`, "identity.oidcPinScope = pin", `identity.secrets = ${secrets}`];
    },
  });
});
after(async () => {
  await browser?.close();
  await demo?.stop();
  await provider?.stop();
});

const waiting = (skip) => demo.sql(`SELECT id FROM application WHERE commission_id = 'bishkek-1may' AND id LIKE 'waiting-%' ORDER BY id LIMIT 1 OFFSET ${skip}`);
const inside = (url) => url.href.startsWith(`${demo.address}/`) && !url.pathname.startsWith("/sign-in");

for (const [skip, javaScriptEnabled] of [true, false].entries()) {
  test(`the provider's tab signs in, and again in mid-form, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const id = waiting(skip);
    const {page, context} = await openPage(browser, demo.address, {locale: "ru", javaScriptEnabled});
    await page.goto(`${demo.address}/sign-in?next=/applications/${id}`);
    await page.click("label[for=way-esi]");
    await fits(page);
    if (javaScriptEnabled) await accessible(page);
    await Promise.all([page.waitForURL(inside), page.click(".way-esi .btn")]);
    assert.equal(new URL(page.url()).pathname, `/applications/${id}`);
    await page.fill("#comments", text);
    demo.sql("DELETE FROM portal_session");
    await page.click(".buttons-bar button[value=save]");
    await page.waitForSelector("label[for=way-esi]");
    await page.click("label[for=way-esi]");
    await fits(page);
    await page.click(".way-esi button");
    await page.waitForSelector("#comments");
    assert.equal(new URL(page.url()).pathname, `/applications/${id}`);
    assert.equal(await page.inputValue("#comments"), text);
    await Promise.all([page.waitForURL(/saved=work/), page.click(".buttons-bar button[value=save]")]);
    assert.equal(demo.sql(`SELECT replace(comments, char(13), '') FROM application WHERE id = '${id}'`), text.trim());  // as sqlite3 prints it
    assert.equal(await page.inputValue("#comments"), text);
    await context.close();
  });
}

const localSignIn = async (page, id) => {
  await page.click("label[for=way-local]");
  await page.fill("#login", "secretary");
  await page.fill("#password", demo.passwords.secretary);
  await page.click(".way-local button");
  await page.waitForSelector("#comments");
  assert.equal(new URL(page.url()).pathname, `/applications/${id}`);
  assert.equal(await page.inputValue("#comments"), text);
};
for (const known of [true, false]) {
  test(`a provider that is away, ${known ? "and was there before" : "from the portal's start on"}, loses nothing typed`, async () => {
    const id = waiting(2);
    const {page, context} = await openPage(browser, demo.address, {locale: "ru"});
    if (known) {
      await context.request.get(`${demo.address}/sign-in/oidc`, {maxRedirects: 0});  // where it is, is known then
      await provider.stop();
    } else {
      await demo.restart();
    }
    await demo.signIn(page, "secretary");
    await page.goto(`${demo.address}/applications/${id}`);
    await page.fill("#comments", text);
    demo.sql("DELETE FROM portal_session");
    await page.click(".buttons-bar button[value=save]");
    await page.waitForSelector("label[for=way-esi]");
    await page.click("label[for=way-esi]");
    if (known) {
      // The browser finds nobody there; whoever comes back by the address signs in another way.
      await page.click(".way-esi button", {noWaitAfter: true});
      while (!page.url().startsWith("chrome-error:")) await page.waitForTimeout(50);  // a wait for the address fails with the address
      await page.goto(`${demo.address}/sign-in`);
    } else {
      await page.click(".way-esi button");
      await page.waitForSelector(".error-summary");
      assert.ok(!/balalyk/.test(await page.textContent(".error-summary")));
    }
    await localSignIn(page, id);
    await Promise.all([page.waitForNavigation(), page.click("form[action$='/discard'] button")]);
    await context.close();
  });
}

test("what was typed more than 30 days ago is gone once the portal runs", () => {
  assert.equal(demo.sql("SELECT group_concat(form) FROM portal_typed_draft WHERE account_id = 'somebody'"), "new");
});

test("in two tabs of one browser nothing is overwritten unseen", async () => {
  const id = waiting(3);
  const {page: first, context} = await openPage(browser, demo.address, {locale: "ru"});
  await demo.signIn(first, "secretary");
  const second = await context.newPage();
  for (const page of [first, second]) await page.goto(`${demo.address}/applications/${id}`);
  await first.fill("#comments", "бир\nэки\nүч");
  await Promise.all([first.waitForURL(/saved=work/), first.click(".buttons-bar button[value=save]")]);
  await second.fill("#comments", "бир\nүч\nтөрт");
  await second.fill("#number", "77/26");
  const [answer] = await Promise.all([second.waitForNavigation(), second.click(".buttons-bar button[value=save]")]);
  assert.equal(answer.status(), 409);
  await fits(second);
  await accessible(second);
  const rows = await second.locator(".compare tbody tr").evaluateAll((all) => all.map((row) => row.className));
  assert.deepEqual(rows, ["by-both", "by-yours"]);  // what both changed comes first
  assert.deepEqual(await second.locator(".by-both .line-new bdi").allTextContents(), ["бир", "эки", "үч", "бир", "үч", "төрт"]);
  assert.match(demo.sql(`SELECT comments FROM application WHERE id = '${id}'`), /эки/);
  await Promise.all([second.waitForURL(/saved=work/), second.click("button[value=save]")]);
  assert.match(demo.sql(`SELECT comments FROM application WHERE id = '${id}'`), /төрт/);
  await context.close();
});

for (const login of ["ministry", "kindergarten"]) {
  test(`as ${login} a published list is fetched, and its container verified`, async () => {
    const {page, context, troubles} = await openPage(browser, demo.address, {locale: "ky"});
    await demo.signIn(page, login);
    await page.goto(`${demo.address}/vouchers`);
    await fits(page);
    await accessible(page);
    const names = await page.locator("tbody tr").count();
    login === "kindergarten" ? assert.equal(names, 1) : assert.ok(names > 1);
    for (const closed of ["/applications", "/members", "/meals"])
      assert.ok([403, 404].includes((await context.request.get(demo.address + closed)).status()), closed);
    await Promise.all([page.waitForNavigation(), page.click(`tbody a[href^='/vouchers/${demo.kindergarten}/']`)]);
    await fits(page);
    await accessible(page);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("a[href$='/container']")]);
    const file = path.join(demo.folder, `${login}.asice`);
    await download.saveAs(file);
    demo.run("verify", file, "--anchors", path.join(demo.folder, "keys/anchors.pem"));  // throws unless it is valid
    // The table that the page gives is the one that was signed.
    const csv = await (await context.request.get(demo.address + await page.getAttribute("a[href$='/csv']", "href"))).body();
    const names2 = execFileSync("unzip", ["-Z1", file], {encoding: "utf8"}).split("\n").filter((name) => name.endsWith(".csv"));
    assert.equal(names2.length, 1);
    assert.ok(execFileSync("unzip", ["-p", file, names2[0]]).equals(csv));
    assert.deepEqual(troubles, []);
    await context.close();
  });
}

/** PostgreSQL in a fresh folder, on a Unix socket. */
function postgres() {
  const versions = readdirSync("/usr/lib/postgresql").filter((version) => existsSync(`/usr/lib/postgresql/${version}/bin/postgres`));
  const programs = `/usr/lib/postgresql/${versions.sort((a, b) => a - b).at(-1)}/bin`;
  const folder = mkdtempSync(path.join(tmpdir(), "balalyk-pg-"));
  const asUser = process.getuid() === 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
  if (asUser.length > 0) chownSync(folder, ...["-u", "-g"].map((which) => Number(execFileSync("id", [which, "postgres"]))));
  const run = (name, ...words) => [...asUser, `${programs}/${name}`, ...words];
  const [command, ...rest] = run("initdb", "-D", `${folder}/data`, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
  execFileSync(command, rest, {cwd: "/", stdio: "ignore"});
  let child;
  return {
    uri: `postgresql://postgres@${encodeURIComponent(folder)}/postgres`,
    async start() {
      const [server, ...words] = run("postgres", "-D", `${folder}/data`, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off");
      child = spawn(server, words, {cwd: "/", stdio: "ignore"});
      for (let i = 0; ; ++i) {
        try {
          execFileSync(`${programs}/pg_isready`, ["-q", "-h", folder]);
          return;
        } catch {
          assert.ok(i < 200, "PostgreSQL did not start");
          await new Promise((resolve) => setTimeout(resolve, 50));  // polls another process
        }
      }
    },
    stop: () => new Promise((resolve) => {
      child.on("exit", resolve);
      child.kill("SIGQUIT");  // as in a crash
    }),
    query: (statement) => execFileSync("psql", ["-h", folder, "-U", "postgres", "-XAtc", statement], {encoding: "utf8"}).trim(),
    remove: () => rmSync(folder, {recursive: true}),
  };
}

test("PostgreSQL is away while a form is typed: the page says so and keeps it, and saves it when the server is back", async () => {
  const server = postgres();
  await server.start();
  const there = await startDemo({
    waiting: 2,
    worker: false,
    settings: ["database.deadline = 1s"],
    async prepare(of) {
      const sqlite = `sqlite:${of.database}`;
      execFileSync(program, ["--config", of.config, "--set", `database.connection=${server.uri}`, "database", "migrate"], {stdio: "ignore"});
      execFileSync(program, ["--config", of.config, "database", "copy", "--from", sqlite, "--to", server.uri], {stdio: "ignore"});
      writeFileSync(of.config, readFileSync(of.config, "utf8").replace(/^database\.connection = .*$/m, `database.connection = ${server.uri}`));
      return [];
    },
  });
  try {
    const {page, context} = await openPage(browser, there.address, {locale: "ru"});
    await there.signIn(page, "secretary");
    const id = server.query("SELECT id FROM application WHERE commission_id = 'bishkek-1may' AND id LIKE 'waiting-%' ORDER BY id LIMIT 1");
    await page.goto(`${there.address}/applications/${id}`);
    await page.fill("#comments", text);
    await page.fill("#number", "88/26");
    await server.stop();
    const [answer] = await Promise.all([page.waitForNavigation(), page.click(".buttons-bar button[value=save]")]);
    assert.equal(answer.status(), 503);
    await page.waitForSelector(".trouble-number");
    await fits(page);
    await accessible(page);
    await server.start();
    await Promise.all([page.waitForURL(/saved=work/), page.press(`form[action='/applications/${id}'] button[type=submit]`, "Enter")]);
    assert.equal(server.query(`SELECT protocol_number FROM application WHERE id = '${id}'`), "88/26");
    assert.equal(await page.inputValue("#comments"), text);
    await context.close();
  } finally {
    await there.stop();
    await server.stop();
    server.remove();
  }
});
