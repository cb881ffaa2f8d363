// provider.mjs ALGORITHM [AUTHENTICATION [RETURN [PIN]]]: an OpenID provider on a free port of the loopback, for one person who consents
// to everything.
// Writes its issuer in one line; ends when its standard input does. RS256 signs with an RSA key, ES256 with P-256.
import { execFileSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import http from "node:http";
import Provider from "oidc-provider";

const algorithm = process.argv[2];
// By openssl: generateKeyPairSync and the export that follows it stopped for ever in some starts of Node 20.
const kind = algorithm === "ES256" ? ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"] : ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
const pem = execFileSync("openssl", ["genpkey", "-algorithm", ...kind], { stdio: ["ignore", "pipe", "ignore"] });
const key = { ...createPrivateKey(pem).export({ format: "jwk" }), kid: "one", alg: algorithm, use: "sig" };
const person = { sub: "person-1", pin: process.argv[5] ?? "10101198012345", family_name: "Катчиева", given_name: "Айгүл" };

const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: "balalyk", client_secret: "a secret of the client & more", redirect_uris: [process.argv[4] ?? "https://portal.example/sign-in/return/oidc"],
      response_types: ["code"], grant_types: ["authorization_code"], id_token_signed_response_alg: algorithm,
      token_endpoint_auth_method: process.argv[3] ?? "client_secret_basic",
    }],
    jwks: { keys: [key] },
    cookies: { keys: ["test"] },
    claims: { openid: ["sub"], profile: ["family_name", "given_name"], pin: ["pin"] },
    scopes: ["openid", "profile", "pin"],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (context, id) => ({ accountId: id, claims: () => person }),
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
      grant.addOIDCScope("openid profile pin");
      await grant.save();
      return grant;
    },
  });
  const handle = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url.startsWith("/interaction/")) return handle(request, response);
    return provider.interactionFinished(request, response, { login: { accountId: person.sub } });
  });
  console.log(issuer);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
