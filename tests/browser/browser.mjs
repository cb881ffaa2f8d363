// What the browser tests share: the program on an empty database, Debian's Chromium, and what every page must keep.
import assert from "node:assert/strict";
import {execFileSync, spawn, spawnSync} from "node:child_process";
import {randomBytes} from "node:crypto";
import {appendFileSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import net from "node:net";
import {tmpdir} from "node:os";
import path from "node:path";
import {chromium} from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const program = path.join(process.env.TESTED_BUILD, "bin", "balalyk");

const freePort = () => new Promise((resolve) => {
  const server = net.createServer().listen(0, "127.0.0.1", () => {
    const {port} = server.address();
    server.close(() => resolve(port));
  });
});

// Starts a command of the program with its settings; stop() asks it to end and waits.
function start(config, ...command) {
  const child = spawn(program, ["--config", config, ...command], {stdio: "ignore"});
  const ended = new Promise((resolve) => child.on("exit", resolve));
  return {
    pid: child.pid,
    async stop() {
      child.kill("SIGTERM");
      assert.equal(await ended, 0);
    },
  };
}

async function answers(address) {
  for (let i = 0; ; ++i) {
    try {
      if ((await fetch(`${address}/healthz`)).ok) return;
    } catch {
      assert.ok(i < 300, "the portal did not start");
    }
    await new Promise((resolve) => setTimeout(resolve, 50));  // polls another process
  }
}

const newAddress = async () => `http://127.0.0.1:${await freePort()}`;
const newFolder = () => mkdtempSync(path.join(tmpdir(), "balalyk-browser-"));

/** The portal on this machine, with an empty database. */
export async function startPortal() {
  const folder = newFolder();
  const address = await newAddress();
  const config = path.join(folder, "balalyk.conf");
  writeFileSync(config, `database.connection = sqlite:${folder}/portal.db\nportal.uploads = ${folder}/uploads\nstore.location = ${folder}/store\n` +
    `portal.address = ${address}\nportal.listen = ${address.slice(7)}\noffice.sandbox = whenPossible\n`);
  execFileSync(program, ["--config", config, "database", "migrate"]);
  const portal = start(config, "portal");
  await answers(address);
  return {
    address,
    async stop() {
      await portal.stop();
      rmSync(folder, {recursive: true});
    },
  };
}

const logins = ["secretary", "colleague", "neighbour", "chairperson", "archivist", "operator"];

/**
 * The portal of samples/portal: invented people, `waiting` made-up applications that wait besides the sample's, an account for each
 * login («colleague»: the second secretary of the secretary's commission, bishkek-1may; «neighbour»: of tokmok) and a worker that
 * fills protocols. `settings`: more lines of balalyk.conf. `keys`: a demo key ring, whose root files are checked by, with the chairperson's
 * key: its password is demo.passwords.key, and demo.startSigner() starts who holds it. `prepare`: what is
 * done before the portal starts, given the demo, and may give more lines of balalyk.conf.
 */
export async function startDemo({waiting = 20, worker = true, settings = [], keys = false, prepare = async () => []} = {}) {
  const folder = newFolder();
  const address = await newAddress();
  const passwords = Object.fromEntries(logins.map((login) => [login, randomBytes(12).toString("base64")]));
  const accounts = path.join(folder, "accounts");
  writeFileSync(accounts, logins.map((login) => `${login} ${passwords[login]}\n`).join(""), {mode: 0o600});
  const descriptor = openSync(accounts, "r");
  execFileSync(path.join(process.env.TESTED_SOURCE, "samples", "make-portal"), [folder, program, address, String(waiting)],
    {stdio: ["ignore", "ignore", "inherit", descriptor]});
  closeSync(descriptor);
  if (keys) {
    passwords.key = randomBytes(12).toString("base64");
    const file = path.join(folder, "key");
    writeFileSync(file, `${passwords.key}\n`, {mode: 0o600});
    const password = openSync(file, "r");
    rmSync(file);
    execFileSync(path.join(process.env.TESTED_SOURCE, "samples", "make-keyring"), [path.join(folder, "keys"), "3"],
      {input: "b1-01|Жээнбекова Айгүл Асановна|10803197490007|p256\n", stdio: ["pipe", "ignore", "inherit", password]});
    closeSync(password);
  }
  const config = path.join(folder, "balalyk.conf");
  appendFileSync(config, ["worker.stages = fill", "worker.poll = 200ms", "office.slots = 1", ...settings, ""].join("\n"));
  const running = {};
  const demo = {
    address,
    config,
    folder,
    passwords,
    database: path.join(folder, "portal.db"),
    /** What a command of the program prints. */
    run: (...command) => execFileSync(program, ["--config", config, ...command], {encoding: "utf8"}),
    /** Rows of the database, as sqlite3 prints them. */
    sql: (statement) => execFileSync("sqlite3", [path.join(folder, "portal.db"), ".timeout 10000", statement], {encoding: "utf8"}).trim(),
    /** Signs in by password, and is where that leads. */
    async signIn(page, login) {
      await page.goto(`${address}/sign-in`);
      if (await page.locator("label[for=way-local]").count() > 0) await page.click("label[for=way-local]");  // beside a provider's
      await page.fill("#login", login);
      await page.fill("#password", passwords[login]);
      await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.click("form[action='/sign-in'] button")]);
    },
    /** `env`: of that process alone. It is there once its socket is. */
    async startSigner(env = {}) {
      const socket = path.join(folder, "signer");
      rmSync(socket, {force: true});
      const child = spawn(program, ["--config", config, "signer"], {stdio: "ignore", env: {...process.env, ...env}});
      const ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve(signal ?? code)));
      for (let i = 0; !existsSync(socket); ++i) {
        assert.ok(i < 300 && child.exitCode === null, "the signer did not start");
        await new Promise((resolve) => setTimeout(resolve, 50));  // polls another process
      }
      return {pid: child.pid, ended, stop: () => { child.kill("SIGTERM"); return ended; }};
    },
    portalPid: () => running.portal.pid,
    /** One more account, with a password that it gives. */
    account(login, ...role) {
      passwords[login] = randomBytes(12).toString("base64");
      const file = path.join(folder, "password");
      writeFileSync(file, `${passwords[login]}\n`, {mode: 0o600});
      const readable = openSync(file, "r");
      execFileSync(program, ["--config", config, "account", "add", login, ...role, "--password-fd", "3"],
        {stdio: ["ignore", "ignore", "inherit", readable]});
      closeSync(readable);
    },
    async restart() {
      await running.portal.stop();
      running.portal = start(config, "portal");
      await answers(address);
    },
    async stop() {
      await Promise.all([running.portal.stop(), running.worker?.stop()]);
      rmSync(folder, {recursive: true});
    },
  };
  const more = await prepare(demo);
  if (more.length > 0) appendFileSync(config, [...more, ""].join("\n"));
  running.portal = start(config, "portal");
  if (worker) running.worker = start(config, "worker");
  await answers(address);
  return demo;
}

// In a container as root Chromium cannot use its sandbox.
export const startBrowser = () => chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

/** A page that fails the test at the first error of the console, policy violation or request to another site. */
export async function openPage(browser, address, options = {}) {
  const context = await browser.newContext({viewport: {width: 320, height: 640}, reducedMotion: "reduce", ...options});
  const page = await context.newPage();
  const troubles = [];
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(String(error)));
  // What a page that is left no longer fetches is none of its troubles.
  page.on("requestfailed", (request) => request.failure().errorText === "net::ERR_ABORTED" ||
    troubles.push(`${request.url()}: ${request.failure().errorText}`));
  page.on("request", (request) => request.url().startsWith(address) || request.url().startsWith("data:") ||
    troubles.push(`a request to ${request.url()}`));
  return {page, context, troubles};
}

/** WCAG 2.2 AA by axe, which the page's own policy does not let in: it is put in through the debugger. */
export async function accessible(page) {
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  assert.deepEqual(violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join(" ")}`), [], page.url());
}

/** Pages as they were sent, judged by the Nu Html Checker; it takes all at once, since Java starts slowly. */
export function validHtml(sent) {
  const folder = mkdtempSync(path.join(tmpdir(), "balalyk-html-"));
  const files = [...sent].map(([name, text]) => {
    const file = path.join(folder, `${name.replace(/[^a-z]+/g, "-")}.html`);
    writeFileSync(file, text);
    return file;
  });
  const jar = createRequire(import.meta.url)("vnu-jar");
  const judged = spawnSync("java", ["-Xss16m", "-XX:TieredStopAtLevel=1", "-jar", jar, "--stdout", "--format", "text", ...files], {encoding: "utf8"});
  rmSync(folder, {recursive: true});
  assert.equal(judged.status, 0, judged.stdout + judged.stderr);
}

export async function fits(page) {
  const {wide, seen} = await page.evaluate(() => ({wide: document.documentElement.scrollWidth, seen: innerWidth}));
  assert.ok(wide <= seen, `${page.url()} is ${wide} wide in ${seen}`);
}

/** Somebody signed in, in a separate browser. */
export async function openVisitor(browser, demo, login, options = {}) {
  const opened = await openPage(browser, demo.address, {locale: "ky", ...options});
  await demo.signIn(opened.page, login);
  return opened;
}

/** What every page keeps, in the state that it is in; its text is put into `sent`, for validHtml. */
export async function checkPage(page, name, sent) {
  const own = page.viewportSize();
  for (const width of [320, 600, 900, 1440]) {
    await page.setViewportSize({...own, width});
    await fits(page);
  }
  await page.setViewportSize(own);
  await accessible(page);
  sent.set(name, await (await page.context().request.get(page.url())).text());
}

/** By keyboard: whatever is pressed can be reached by it. */
export const press = (page, selector) =>
  Promise.all([page.waitForNavigation(), page.focus(selector).then(() => page.keyboard.press("Enter"))]);
