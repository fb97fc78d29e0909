// Judges one live answer against the recorded one, and learns what corresponds on the way.
// Session checks are judged whole; of other exchanges, what a client goes by: status, cookies,
// redirects, error ids, and of pages the hidden fields that a form has to send back.
import { brief, travellers, type Correspondence } from "./correspondence.ts";
import { answerBody, type Exchange, type RecordedAnswer } from "./recording.ts";
import { compareJson } from "./json-comparison.ts";
import { compareTokens } from "./tokenized-comparison.ts";
import { dissect } from "./volatile.ts";
import { headerOf, type WireAnswer } from "./wire.ts";

/** True for every spelling, method and listener of a session check. */
function isCheck(exchange: Exchange): boolean {
  const [path = ""] = exchange.request.path.split("?");
  return /\/sessions\/whoami/i.test(path.replaceAll(/%([0-7][0-9a-f])/gi, decodeOctet));
}

/** What is wrong with a live answer; empty when it corresponds to the recorded one. */
export function compareAnswer(
  exchange: Exchange,
  live: WireAnswer,
  correspondence: Correspondence,
  traitsUnordered: boolean,
): string[] {
  const recorded = exchange.response;
  const objections: string[] = [];
  if (live.status !== recorded.status) {
    objections.push(
      `status ${live.status} instead of ${recorded.status}; body ${brief(live.body.toString("utf8"))}`,
    );
  }
  objections.push(...compareCookies(recorded, live, correspondence));
  if (isCheck(exchange)) {
    objections.push(...compareHeaders(exchange, live, correspondence));
    const [body, liveBody] = [bodyText(recorded), live.body.toString("utf8")].map((text) =>
      traitsUnordered ? withOrderedTraits(text) : text,
    );
    objections.push(...compareText("body", body ?? "", liveBody ?? "", correspondence));
  } else {
    const location = headerOf(recorded.headers, "location");
    const liveLocation = headerOf(live.headers, "location");
    objections.push(...compareText("Location", location ?? "", liveLocation ?? "", correspondence));
    objections.push(...compareJson(bodyText(recorded), live.body.toString("utf8"), correspondence));
  }
  correspondence.expected(recordedTravellers(recorded), exchange.n);
  return objections;
}

function compareHeaders(
  exchange: Exchange,
  live: WireAnswer,
  correspondence: Correspondence,
): string[] {
  const recorded = exchange.response.headers;
  const names = recorded.map(([name]) => name).join(", ");
  const liveNames = live.headers.map(([name]) => name).join(", ");
  if (names !== liveNames) return [`headers\n    recorded: ${names}\n    live:     ${liveNames}`];
  const objections: string[] = [];
  for (const [index, [name, value]] of recorded.entries()) {
    const liveValue = live.headers[index]?.[1] ?? "";
    if (name === "Set-Cookie") continue;
    if (name === "Content-Length") {
      const length = exchange.request.method === "HEAD" ? liveValue : String(live.body.length);
      if (!/^\d+$/.test(liveValue) || liveValue !== length) {
        objections.push(`Content-Length ${liveValue} of a body of ${live.body.length} bytes`);
      }
      continue;
    }
    objections.push(...compareText(name, value, liveValue, correspondence));
  }
  return objections;
}

/**
 * The real server reads forms into an unordered map: of the recorded identities that registered by
 * the same form, 02b keeps `email` first and 06b `name`. Their order says nothing then.
 */
function withOrderedTraits(text: string): string {
  return text.replace(/"traits":\{("[^{}]*")\}/, (_all, members: string) => {
    const ordered = members.split(/(?<="),(?=")/).sort();
    return `"traits":{${ordered.join(",")}}`;
  });
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly attributes: string;
}

function compareCookies(
  recorded: RecordedAnswer,
  live: WireAnswer,
  correspondence: Correspondence,
): string[] {
  const expected = cookiesOf(recorded.headers);
  const given = cookiesOf(live.headers);
  const names = (cookies: Cookie[]): string => cookies.map(({ name }) => name).join(", ") || "none";
  if (names(expected) !== names(given)) {
    return [`Set-Cookie of ${names(given)} instead of ${names(expected)}`];
  }
  return expected.flatMap((cookie, index) => {
    const other = given[index];
    if (other === undefined) return [];
    const objections = compareAttributes(cookie, other);
    if ((cookie.value === "") !== (other.value === "")) {
      objections.push(`cookie ${cookie.name} is ${other.value === "" ? "empty" : "not empty"}`);
    } else if (cookie.value !== "") {
      const conflict = correspondence.bind(`cookie ${cookie.name}`, cookie.value, other.value);
      if (conflict !== undefined) objections.push(conflict);
    }
    return objections;
  });
}

/** Lives of cookies count from the nanosecond of issue, so both spellings may be off by one second. */
const cookieLifeSlackS = 1;

function compareAttributes(recorded: Cookie, live: Cookie): string[] {
  const lives = (text: string): { constant: string; maxAgeS: number; expiresS: number } => ({
    constant: text.replace(/Max-Age=\d+/, "Max-Age=‹s›").replace(/Expires=[^;]+/, "Expires=‹date›"),
    maxAgeS: Number(/Max-Age=(\d+)/.exec(text)?.[1] ?? 0),
    expiresS:
      Date.parse(/Expires=([^;]+)/.exec(text)?.[1] ?? "Thu, 01 Jan 1970 00:00:00 GMT") / 1000,
  });
  const expected = lives(recorded.attributes);
  const given = lives(live.attributes);
  const same =
    expected.constant === given.constant &&
    Math.abs(expected.maxAgeS - given.maxAgeS) <= cookieLifeSlackS &&
    (expected.maxAgeS === 0) === (given.maxAgeS === 0) &&
    Math.abs(expected.expiresS - given.expiresS) <= cookieLifeSlackS;
  if (same) return [];
  return [
    `attributes of cookie ${recorded.name}\n    recorded: ${recorded.attributes}\n    live:     ${live.attributes}`,
  ];
}

function cookiesOf(headers: readonly (readonly [string, string])[]): Cookie[] {
  return headers
    .filter(([name]) => name.toLowerCase() === "set-cookie")
    .map(([, line]) => {
      const [pair = "", ...attributes] = line.split(";");
      const equals = pair.indexOf("=");
      return {
        name: pair.slice(0, equals),
        value: pair.slice(equals + 1),
        attributes: attributes.join(";").trim(),
      };
    });
}

/** Two texts whose constant parts must be the same and whose volatile values must correspond. */
function compareText(
  what: string,
  recorded: string,
  live: string,
  correspondence: Correspondence,
): string[] {
  const expected = dissect(recorded);
  const given = dissect(live);
  if (expected.template !== given.template)
    return [difference(what, expected.template, given.template)];
  return expected.values.flatMap(({ kind, value }, index) => {
    const liveValue = given.values[index]?.value ?? "";
    if (kind === "jwt") return compareTokens(value, liveValue, correspondence);
    const conflict = correspondence.bind(kind, value, liveValue);
    return conflict === undefined ? [] : [`${what}: ${conflict}`];
  });
}

const contextChars = 60;

function difference(what: string, recorded: string, live: string): string {
  let at = 0;
  while (at < recorded.length && recorded[at] === live[at]) at += 1;
  const around = (text: string): string => {
    const from = Math.max(0, at - contextChars);
    const cut = text.slice(from, at + contextChars);
    return JSON.stringify(
      `${from > 0 ? "…" : ""}${cut}${at + contextChars < text.length ? "…" : ""}`,
    );
  };
  return `${what} differs at ${at}\n    recorded: ${around(recorded)}\n    live:     ${around(live)}`;
}

function recordedTravellers(recorded: RecordedAnswer): string[] {
  return [
    ...travellers(bodyText(recorded)),
    ...recorded.headers.flatMap(([name, value]) =>
      name === "Set-Cookie" ? [] : travellers(value),
    ),
    ...cookiesOf(recorded.headers)
      .map(({ value }) => value)
      .filter((value) => value !== ""),
  ];
}

function bodyText(answer: RecordedAnswer): string {
  return answerBody(answer).toString("utf8");
}

function decodeOctet(_escape: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
