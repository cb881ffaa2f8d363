// check-command.mjs REPORT-SCHEMA PROBLEM-SCHEMA COMMAND-SCHEMA RESULT…: what `balalyk verify --json` wrote keeps to its schema,
// and the schema refuses what is wrong.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";

const [report, problem, command, ...results] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
const ajv = new Ajv2020.default({ strict: true, strictTypes: false, strictRequired: false });
ajv.addSchema(report);
ajv.addSchema(problem);
const validate = ajv.compile(command);
assert.ok(results.length > 0);
for (const result of results) {
  assert.ok(validate(result), JSON.stringify(validate.errors));
  if (Array.isArray(result)) {
    assert.ok(result.length > 0);
    assert.ok(!validate([{ ...result[0], passed: "yes" }]));
  } else {
    assert.ok(!validate({ ...result, exitCode: 5 }));
  }
}
assert.ok(!validate([{ file: "x", passed: true }]));
assert.ok(!validate({ exitCode: 3 }));
