// What the browser tests share: the program on an empty database, Debian's Chromium, and what every page must keep.
import assert from "node:assert/strict";
import {execFileSync, spawn, spawnSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
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

/** The portal on this machine, with an empty database. */
export async function startPortal() {
  const folder = mkdtempSync(path.join(tmpdir(), "balalyk-browser-"));
  const address = `http://127.0.0.1:${await freePort()}`;
  const config = path.join(folder, "balalyk.conf");
  writeFileSync(config, `database.connection = sqlite:${folder}/portal.db\nportal.uploads = ${folder}/uploads\nstore.location = ${folder}/store\n` +
    `portal.address = ${address}\nportal.listen = ${address.slice(7)}\n`);
  const run = (...command) => [program, ["--config", config, ...command]];
  execFileSync(...run("database", "migrate"));
  const portal = spawn(...run("portal"), {stdio: "ignore"});
  const ended = new Promise((resolve) => portal.on("exit", resolve));
  for (let i = 0; ; ++i) {
    try {
      if ((await fetch(`${address}/healthz`)).ok) break;
    } catch {
      assert.ok(i < 300, "the portal did not start");
    }
    await new Promise((resolve) => setTimeout(resolve, 50));  // polls another process
  }
  return {
    address,
    async stop() {
      portal.kill("SIGTERM");
      assert.equal(await ended, 0);
      rmSync(folder, {recursive: true});
    },
  };
}

// In a container as root Chromium cannot use its sandbox.
export const startBrowser = () => chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

/** A page that fails the test at the first error of the console, policy violation or request to another site. */
export async function openPage(browser, address, options = {}) {
  const context = await browser.newContext({viewport: {width: 320, height: 640}, ...options});
  const page = await context.newPage();
  const troubles = [];
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("requestfailed", (request) => troubles.push(`${request.url()}: ${request.failure().errorText}`));
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
