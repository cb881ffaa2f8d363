// check-reports.mjs SCHEMA VERIFIER FOLDER: reports on good and bad files keep to the schema.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";

const [schema, verifier, folder] = process.argv.slice(2);
const validate = new Ajv2020.default({ strict: true, strictTypes: false }).compile(JSON.parse(readFileSync(schema, "utf8")));

function reportOn(file) {
  const result = spawnSync(verifier, [join(folder, "keyring/anchors.pem"), file], { encoding: "utf8" });
  const report = JSON.parse(result.stdout);
  assert.ok(validate(report), `${file}: ${JSON.stringify(validate.errors)}`);
  return report;
}

const good = readdirSync(folder).filter((name) => /\.(asice|xml)$/.test(name));
assert.equal(good.length, 10);
for (const name of good) assert.equal(reportOn(join(folder, name)).indication, "TOTAL-PASSED", name);

const bad = join(folder, "bad.bin");
const bytes = readFileSync(join(folder, "p256.asice"));
bytes[200] ^= 1;
for (const content of [bytes, bytes.subarray(0, 1000), Buffer.from("<a/>"), Buffer.from("")]) {
  writeFileSync(bad, content);
  assert.equal(reportOn(bad).indication, "TOTAL-FAILED");
}
assert.ok(!validate({ indication: "FINE" }));
console.log(`${good.length + 4} reports keep to the schema`);
