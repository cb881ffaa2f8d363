// verify-with-xadesjs.mjs FOLDER [COUNT]: xadesjs accepts every signature there (COUNT containers, each unpacked beside it),
// and none of them once a byte has changed.
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DOMImplementation, DOMParser, XMLSerializer } from "@xmldom/xmldom";
import * as xades from "xadesjs";
import { setNodeDependencies } from "xml-core";
import xpath from "xpath";

setNodeDependencies({ DOMParser, XMLSerializer, DOMImplementation, xpath });
xades.Application.setEngine("node", webcrypto);

const folder = process.argv[2];

// xadesjs takes every certificate of KeyInfo for one with the signature's own algorithm, which fails for an ECDSA signer
// below an RSA authority, so it gets the first, the signer's. KeyInfo is not signed.
function signerOnly(xml) {
  return xml.replace(/(<ds:X509Certificate>[^<]*<\/ds:X509Certificate>).*?(?=<\/ds:X509Data>)/, "$1");
}

async function verifies(xml, readFile) {
  const document = xades.Parse(signerOnly(xml));
  const node = document.getElementsByTagNameNS("http://www.w3.org/2000/09/xmldsig#", "Signature")[0];
  const signature = new xades.SignedXml(document);
  signature.contentHandler = async (reference) =>
    reference.Uri.startsWith("#") ? null : readFile(decodeURIComponent(reference.Uri));
  signature.LoadXml(node);
  try {
    return await signature.Verify();
  } catch (error) {
    if (process.env.SHOW_ERRORS) console.error(error);
    return false;
  }
}

let count = 0;
for (const container of readdirSync(folder).filter((name) => name.endsWith(".asice"))) {
  const unpacked = join(folder, container.replace(/\.asice$/, ""));
  const xml = readFileSync(join(unpacked, "META-INF/signatures0.xml"), "utf8");
  const readFile = (name) => readFileSync(join(unpacked, name));
  assert.equal(await verifies(xml, readFile), true, `${container}: refused`);
  assert.equal(await verifies(xml, () => Buffer.from("x")), false, `${container}: accepted with changed files`);
  const forged = xml.replace(/(<xades:ClaimedRole>)[^<]*/, "$1Министр");
  assert.notEqual(forged, xml);
  assert.equal(await verifies(forged, readFile), false, `${container}: accepted with a changed role`);
  count += 1;
}
assert.equal(count, Number(process.argv[3] ?? 5));
console.log(`xadesjs agrees on ${count} containers`);
