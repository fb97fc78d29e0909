// Request heads and the credentials that a check may be keyed by: the spellings of security cases 1 to 7 and of recordings 01c and 03.
// Expected: `cookie V`, `x-session-token V`, `authorization V`, `opaque V` joined by ` + `; `nothing`; `other cookies`; or why it is ambiguous.
// One table, however long: it is read from top to bottom.

/** Name of the session cookie in every row. */
export const cookieName = "ory_kratos_session";

/** One row: header lines (name, value, …) and what they present. */
export interface CredentialCase {
  readonly lines: readonly string[];
  readonly presents: string;
}

const cookie = (...values: readonly string[]): readonly string[] =>
  values.flatMap((value) => ["Cookie", value]);
const s = cookieName;
const pairs = (count: number): string => Array.from({ length: count }, () => "a=1").join("; ");

/** Edges of the two ceilings: bytes of a credential, pairs in a request's cookies. */
const kib4 = 4_096;
const pairsMax = 1_000;

/** Heads and what they present. */
export const credentialCases: Readonly<Record<string, CredentialCase>> = {
  "no header at all": { lines: [], presents: "nothing" },
  "other headers only": { lines: ["Accept", "*/*", "X-Session-Tokens", "t"], presents: "nothing" },

  // One cookie of the name.
  "the cookie": { lines: cookie(`${s}=v`), presents: "cookie v" },
  "the cookie, header in lower case": { lines: ["cookie", `${s}=v`], presents: "cookie v" },
  "the cookie among others": { lines: cookie(`a=1; ${s}=v; z=2`), presents: "cookie v" },
  "no blank after the semicolon": { lines: cookie(`a=1;${s}=v;z=2`), presents: "cookie v" },
  "semicolons and blanks around": { lines: cookie(`;; \t; ${s}=v ;  `), presents: "cookie v" },
  "several Cookie lines": { lines: cookie("a=1", `${s}=v`, "z=2"), presents: "cookie v" },
  "an empty Cookie line before": { lines: cookie("", `${s}=v`), presents: "cookie v" },
  "equals signs in the value": { lines: cookie(`${s}=a==`), presents: "cookie a==" },
  "quotes stay part of the value": { lines: cookie(`${s}="v"`), presents: 'cookie "v"' },
  "empty quotes": { lines: cookie(`${s}=""`), presents: "cookie-malformed" },
  "an opening quote alone": { lines: cookie(`${s}="v`), presents: "cookie-malformed" },
  "a closing quote alone": { lines: cookie(`${s}=v"`), presents: "cookie-malformed" },
  "a quote within": { lines: cookie(`${s}="v"w"`), presents: "cookie-malformed" },
  "a blank within quotes": { lines: cookie(`${s}="v w"`), presents: "cookie-malformed" },
  "a semicolon within quotes ends them": {
    lines: cookie(`${s}="v;w"`),
    presents: "cookie-malformed",
  },
  "a comma stays part of the value": { lines: cookie(`${s}=v,w`), presents: "cookie v,w" },
  "a twin in a quoted value is split as the origin splits": {
    lines: cookie(`a="1;2"; ${s}=v`),
    presents: "cookie v",
  },
  "a longer name beside": { lines: cookie(`${s}2=x; ${s}=v`), presents: "cookie v" },
  "a prefixed name beside": { lines: cookie(`__Host-${s}=x; ${s}=v`), presents: "cookie v" },
  "another case beside": { lines: cookie(`${s.toUpperCase()}=x; ${s}=v`), presents: "cookie v" },

  // Security case 1: the name twice.
  "twice, different values": { lines: cookie(`${s}=v; ${s}=w`), presents: "cookie v + cookie w" },
  "twice, in the other order": { lines: cookie(`${s}=w; ${s}=v`), presents: "cookie w + cookie v" },
  "twice, equal values": { lines: cookie(`${s}=v; ${s}=v`), presents: "cookie v + cookie v" },
  "twice, one in quotes": { lines: cookie(`${s}="v"; ${s}=w`), presents: 'cookie "v" + cookie w' },
  "twice, on two lines": { lines: cookie(`${s}=v`, `${s}=w`), presents: "cookie v + cookie w" },
  "eight times": {
    lines: cookie(Array.from({ length: 8 }, (_, n) => `${s}=v${n}`).join("; ")),
    presents: Array.from({ length: 8 }, (_, n) => `cookie v${n}`).join(" + "),
  },
  "nine times": {
    lines: cookie(Array.from({ length: 9 }, (_, n) => `${s}=v${n}`).join("; ")),
    presents: "cookie-repeated",
  },
  "twice, the second over 4 KiB": {
    lines: cookie(`${s}=v; ${s}=${"w".repeat(kib4 + 1)}`),
    presents: "credential-large",
  },
  "twice, on two lines of other case": {
    lines: ["Cookie", `${s}=v`, "COOKIE", `${s}=v`],
    presents: "cookie v + cookie v",
  },
  "twice, the second empty": { lines: cookie(`${s}=v; ${s}=`), presents: "cookie-malformed" },
  "twice, the first empty": { lines: cookie(`${s}=; ${s}=v`), presents: "cookie-malformed" },
  "twice, the second without a value": {
    lines: cookie(`${s}=v; ${s}`),
    presents: "cookie-malformed",
  },
  "twice, the second with a blank before =": {
    lines: cookie(`${s}=v; ${s} =w`),
    presents: "cookie-malformed",
  },
  "twice, far apart": {
    lines: cookie(`${s}=v; ${pairs(500)}; ${s}=w`),
    presents: "cookie v + cookie w",
  },

  // Security case 5: names that are not the name. Alone they are odd enough to be passed on.
  "a longer name": { lines: cookie(`${s}2=v`), presents: "cookie-malformed" },
  "a longer name in front": { lines: cookie(`my_${s}=v`), presents: "cookie-malformed" },
  "the __Host- twin": { lines: cookie(`__Host-${s}=v`), presents: "cookie-malformed" },
  "the __Secure- twin": { lines: cookie(`__Secure-${s}=v`), presents: "cookie-malformed" },
  "upper case": { lines: cookie(`${s.toUpperCase()}=v`), presents: "cookie-malformed" },
  "first letter in upper case": {
    lines: cookie("Ory_kratos_session=v"),
    presents: "cookie-malformed",
  },
  "the name in another cookie's value": {
    lines: cookie(`next=${s}=v`),
    presents: "cookie-malformed",
  },
  "comma instead of semicolon": { lines: cookie(`a=1, ${s}=v`), presents: "cookie-malformed" },
  "the name without =": { lines: cookie(s), presents: "cookie-malformed" },

  // Malformed.
  "empty value": { lines: cookie(`${s}=`), presents: "cookie-malformed" },
  "blank value": { lines: cookie(`${s}= \t `), presents: "cookie-malformed" },
  "blank before =": { lines: cookie(`${s} =v`), presents: "cookie-malformed" },
  "tab before =": { lines: cookie(`${s}\t=v`), presents: "cookie-malformed" },
  "blank after =": { lines: cookie(`${s}= v`), presents: "cookie-malformed" },
  "blank inside": { lines: cookie(`${s}=v w`), presents: "cookie-malformed" },
  "tab inside": { lines: cookie(`${s}=v\tw`), presents: "cookie-malformed" },
  "comma and blank between two": { lines: cookie(`${s}=v, ${s}=w`), presents: "cookie-malformed" },

  // Security case 6: nothing but space and tab is ever trimmed.
  "NUL in the value": { lines: cookie(`${s}=v\0`), presents: "cookie-malformed" },
  "NUL before the name": { lines: cookie(`\0${s}=v`), presents: "cookie-malformed" },
  "NUL after the name": { lines: cookie(`${s}\0=v`), presents: "cookie-malformed" },
  "vertical tab before the name": { lines: cookie(`\v${s}=v`), presents: "cookie-malformed" },
  "form feed after the value": { lines: cookie(`${s}=v\f`), presents: "cookie-malformed" },
  "DEL in the value": { lines: cookie(`${s}=v\u007f`), presents: "cookie-malformed" },
  "non-ASCII in the value": { lines: cookie(`${s}=vé`), presents: "cookie-malformed" },
  "no-break space before the name": { lines: cookie(`\u00a0${s}=v`), presents: "cookie-malformed" },
  "no-break space after the value": { lines: cookie(`${s}=v\u00a0`), presents: "cookie-malformed" },
  "byte order mark before the name": {
    lines: cookie(`\ufeff${s}=v`),
    presents: "cookie-malformed",
  },
  "carriage return after the value": { lines: cookie(`${s}=v\r`), presents: "cookie-malformed" },
  "control byte in another cookie": { lines: cookie("a=\u0001"), presents: "cookie-malformed" },
  "a name with a control byte before the good one does not count, as for the origin": {
    lines: cookie(`\0${s}=w; ${s}=v`),
    presents: "cookie v",
  },

  // Other cookies only.
  "other cookies": { lines: cookie("a=1; b=2"), presents: "other cookies" },
  "an empty Cookie line": { lines: cookie(""), presents: "other cookies" },

  // Security case 7, and the ceilings.
  "a value of 4 KiB": {
    lines: cookie(`${s}=${"v".repeat(kib4)}`),
    presents: `cookie ${"v".repeat(kib4)}`,
  },
  "a value of 4 KiB and a byte": {
    lines: cookie(`${s}=${"v".repeat(kib4 + 1)}`),
    presents: "credential-large",
  },
  "a value of 64 KiB": {
    lines: cookie(`${s}=${"v".repeat(65_536)}`),
    presents: "credential-large",
  },
  "a large cookie of another name": {
    lines: cookie(`a=${"v".repeat(9_999)}; ${s}=v`),
    presents: "cookie v",
  },
  "1,000 pairs": { lines: cookie(`${pairs(pairsMax - 1)}; ${s}=v`), presents: "cookie v" },
  "1,001 pairs": { lines: cookie(`${pairs(pairsMax)}; ${s}=v`), presents: "cookies-many" },
  "1,001 pairs on two lines": {
    lines: cookie(pairs(pairsMax), `${s}=v`),
    presents: "cookies-many",
  },
  "1,001 pairs without the name": { lines: cookie(pairs(pairsMax + 1)), presents: "cookies-many" },
  "5,000 pairs": { lines: cookie(`${s}=v; ${pairs(5_000)}`), presents: "cookies-many" },

  // X-Session-Token.
  "a session token": { lines: ["X-Session-Token", "t"], presents: "x-session-token t" },
  "a session token, header in lower case": {
    lines: ["x-session-token", "t"],
    presents: "x-session-token t",
  },
  "two session tokens": {
    lines: ["X-Session-Token", "t", "x-session-token", "u"],
    presents: "token-repeated",
  },
  "two equal session tokens": {
    lines: ["X-Session-Token", "t", "X-Session-Token", "t"],
    presents: "token-repeated",
  },
  "an empty line before a session token": {
    lines: ["X-Session-Token", "", "X-Session-Token", "t"],
    presents: "token-repeated",
  },
  "an empty session token": { lines: ["X-Session-Token", ""], presents: "nothing" },
  "a blank session token": { lines: ["X-Session-Token", " \t "], presents: "nothing" },
  "a session token of no-break spaces": {
    lines: ["X-Session-Token", "\u00a0"],
    presents: "token-malformed",
  },
  "an empty session token beside a cookie": {
    lines: [...cookie(`${s}=v`), "X-Session-Token", ""],
    presents: "cookie v",
  },
  "two empty session tokens": {
    lines: ["X-Session-Token", "", "X-Session-Token", ""],
    presents: "token-repeated",
  },
  "comma-joined session tokens": { lines: ["X-Session-Token", "t,u"], presents: "token-malformed" },
  "a session token with a blank": {
    lines: ["X-Session-Token", "t u"],
    presents: "token-malformed",
  },
  "a session token with NUL": { lines: ["X-Session-Token", "t\0"], presents: "token-malformed" },
  "a session token with non-ASCII": {
    lines: ["X-Session-Token", "té"],
    presents: "token-malformed",
  },
  "a session token in quotes": { lines: ["X-Session-Token", '"t"'], presents: "token-malformed" },
  "a session token of 4 KiB": {
    lines: ["X-Session-Token", "t".repeat(kib4)],
    presents: `x-session-token ${"t".repeat(kib4)}`,
  },
  "a session token of 4 KiB and a byte": {
    lines: ["X-Session-Token", "t".repeat(kib4 + 1)],
    presents: "credential-large",
  },

  // Security case 4: Authorization.
  "a bearer token": { lines: ["Authorization", "Bearer t"], presents: "authorization t" },
  "bearer in lower case": { lines: ["Authorization", "bearer t"], presents: "authorization t" },
  "bearer in upper case": { lines: ["Authorization", "BEARER t"], presents: "authorization t" },
  "a bearer token with padding": {
    lines: ["Authorization", "Bearer a-._~+/9=="],
    presents: "authorization a-._~+/9==",
  },
  "two Authorization lines": {
    lines: ["Authorization", "Bearer t", "Authorization", "Bearer u"],
    presents: "authorization-repeated",
  },
  "two equal Authorization lines": {
    lines: ["Authorization", "Bearer t", "authorization", "Bearer t"],
    presents: "authorization-repeated",
  },
  "Basic before Bearer": {
    lines: ["Authorization", "Basic eA==", "Authorization", "Bearer t"],
    presents: "authorization-repeated",
  },
  "two blanks": { lines: ["Authorization", "Bearer  t"], presents: "authorization-malformed" },
  "a tab": { lines: ["Authorization", "Bearer\tt"], presents: "authorization-malformed" },
  "a colon": { lines: ["Authorization", "Bearer:t"], presents: "authorization-malformed" },
  "a scheme alone": { lines: ["Authorization", "t"], presents: "nothing + opaque t" },
  "no token": { lines: ["Authorization", "Bearer"], presents: "authorization-malformed" },
  "a blank for a token": {
    lines: ["Authorization", "Bearer "],
    presents: "authorization-malformed",
  },
  "two tokens": { lines: ["Authorization", "Bearer t u"], presents: "authorization-malformed" },
  "comma-joined": {
    lines: ["Authorization", "Bearer t, Bearer u"],
    presents: "authorization-malformed",
  },
  "comma-joined without a blank": {
    lines: ["Authorization", "Bearer t,u"],
    presents: "authorization-malformed",
  },
  "no blank after the scheme": {
    lines: ["Authorization", "Bearert"],
    presents: "authorization-malformed",
  },
  Basic: { lines: ["Authorization", "Basic eA=="], presents: "nothing + opaque Basic eA==" },
  "Basic and other cookies": {
    lines: [...cookie("a=1"), "Authorization", "Basic eA=="],
    presents: "other cookies + opaque Basic eA==",
  },
  "Basic beside a cookie": {
    lines: [...cookie(`${s}=v`), "Authorization", "Basic eA=="],
    presents: "cookie v + opaque Basic eA==",
  },
  "Basic beside a session token": {
    lines: ["X-Session-Token", "t", "Authorization", "Basic eA=="],
    presents: "x-session-token t + opaque Basic eA==",
  },
  "Digest beside a cookie, with quotes and commas": {
    lines: [...cookie(`${s}=v`), "Authorization", 'Digest username="a", nc=1'],
    presents: 'cookie v + opaque Digest username="a", nc=1',
  },
  "a bearer after another scheme does not count": {
    lines: ["Authorization", "Basic eA==, Bearer t"],
    presents: "nothing + opaque Basic eA==, Bearer t",
  },
  "Basic with NUL": { lines: ["Authorization", "Basic eA\0"], presents: "authorization-malformed" },
  "Basic with non-ASCII": {
    lines: ["Authorization", "Basic é"],
    presents: "authorization-malformed",
  },
  "Basic with a tab": {
    lines: ["Authorization", "Basic\teA=="],
    presents: "authorization-malformed",
  },
  "Basic of 4 KiB and a byte": {
    lines: [...cookie(`${s}=v`), "Authorization", `Basic ${"e".repeat(kib4 - 5)}`],
    presents: "credential-large",
  },
  "Basic of 4 KiB": {
    lines: [...cookie(`${s}=v`), "Authorization", `Basic ${"e".repeat(kib4 - 6)}`],
    presents: `cookie v + opaque Basic ${"e".repeat(kib4 - 6)}`,
  },
  "Basic and a bad session token": {
    lines: ["X-Session-Token", "t u", "Authorization", "Basic eA=="],
    presents: "token-malformed",
  },
  "an empty Authorization": { lines: ["Authorization", ""], presents: "authorization-malformed" },
  "a scheme that ends like it": {
    lines: ["Authorization", "XBearer t"],
    presents: "nothing + opaque XBearer t",
  },
  "a blank before the scheme": {
    lines: ["Authorization", " Bearer t"],
    presents: "authorization-malformed",
  },
  "a blank after the token": {
    lines: ["Authorization", "Bearer t "],
    presents: "authorization-malformed",
  },
  "a bearer token with NUL": {
    lines: ["Authorization", "Bearer t\0"],
    presents: "authorization-malformed",
  },
  "a bearer token with non-ASCII": {
    lines: ["Authorization", "Bearer té"],
    presents: "authorization-malformed",
  },
  "a bearer token of 4 KiB": {
    lines: ["Authorization", `Bearer ${"t".repeat(kib4)}`],
    presents: `authorization ${"t".repeat(kib4)}`,
  },
  "a bearer token of 4 KiB and a byte": {
    lines: ["Authorization", `Bearer ${"t".repeat(kib4 + 1)}`],
    presents: "credential-large",
  },

  // Security cases 2 and 3: all that are present count, whichever the origin would take.
  "cookie and session token": {
    lines: ["X-Session-Token", "t", ...cookie(`${s}=v`)],
    presents: "cookie v + x-session-token t",
  },
  "cookie and bearer": {
    lines: [...cookie(`${s}=v`), "Authorization", "Bearer t"],
    presents: "cookie v + authorization t",
  },
  "session token and bearer": {
    lines: ["Authorization", "Bearer u", "X-Session-Token", "t"],
    presents: "x-session-token t + authorization u",
  },
  "all three": {
    lines: ["Authorization", "Bearer u", "X-Session-Token", "t", ...cookie(`${s}=v`)],
    presents: "cookie v + x-session-token t + authorization u",
  },
  "other cookies and a bearer": {
    lines: [...cookie("a=1"), "Authorization", "Bearer t"],
    presents: "authorization t",
  },
  "a good cookie does not excuse a bad token": {
    lines: [...cookie(`${s}=v`), "X-Session-Token", "t u"],
    presents: "token-malformed",
  },
};
