// Compares the JSON Web Tokens of `tokenize_as`: the signature is random, header and claims are not.
import type { Correspondence } from "./correspondence.ts";
import { dissect } from "./volatile.ts";

/** What is wrong with a live token; its ids must correspond, its numeric dates only be dates. */
export function compareTokens(
  recorded: string,
  live: string,
  correspondence: Correspondence,
): string[] {
  const [header = "", claims = ""] = recorded.split(".");
  const [liveHeader = "", liveClaims = ""] = live.split(".");
  return [
    ...comparePart("token header", header, liveHeader, correspondence),
    ...comparePart("token claims", claims, liveClaims, correspondence),
  ];
}

function comparePart(
  what: string,
  recorded: string,
  live: string,
  correspondence: Correspondence,
): string[] {
  const expected = dissect(decoded(recorded));
  const given = dissect(decoded(live));
  // The name of the signing key is the server's own, as an id is.
  const constant = (template: string): string =>
    template.replaceAll(/\b\d{10}\b/g, "‹seconds›").replace(/"kid":"[^"]+"/, '"kid":"‹key›"');
  if (constant(expected.template) !== constant(given.template)) {
    return [`${what} ${given.template} instead of ${expected.template}`];
  }
  return expected.values.flatMap(({ kind, value }, index) => {
    const conflict = correspondence.bind(kind, value, given.values[index]?.value ?? "");
    return conflict === undefined ? [] : [`${what}: ${conflict}`];
  });
}

function decoded(part: string): string {
  return Buffer.from(part, "base64url").toString("utf8");
}
