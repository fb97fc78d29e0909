// A request as the handlers see it: raw header lines in order, the target taken apart as Go's
// ServeMux does (segments are split first and percent-decoded afterwards).

/** One request. */
export interface Request {
  readonly method: string;
  /** Path as sent. */
  readonly path: string;
  /** Query as sent, without the question mark; undefined if the target had none. */
  readonly rawQuery: string | undefined;
  /** Alternating names and values, as received. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Address and port of the client's end of the connection. */
  readonly peer: string;
}

/** Values of the route's `{name}` segments. */
export type Params = Readonly<Record<string, string>>;

/** Every line of a header, in order. */
export function headerLines(headers: readonly string[], name: string): string[] {
  const lines: string[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    if (headers[at]?.toLowerCase() === name) lines.push(headers[at + 1] ?? "");
  }
  return lines;
}

/** The first line of a header; like Go, an absent header reads as empty. */
export function header(request: Request, name: string): string {
  return headerLines(request.headers, name)[0] ?? "";
}

/** The first value of a query parameter, as Go parses queries: pairs with `;` or bad escapes are dropped. */
export function queryValue(request: Request, name: string): string {
  for (const pair of (request.rawQuery ?? "").split("&")) {
    if (pair === "" || pair.includes(";")) continue;
    const cut = pair.indexOf("=");
    const key = unescapeQuery(cut < 0 ? pair : pair.slice(0, cut));
    const value = unescapeQuery(cut < 0 ? "" : pair.slice(cut + 1));
    if (key === name && value !== undefined) return value;
  }
  return "";
}

/** Percent-decodes; undefined where an escape is malformed. Bytes that are not UTF-8 become U+FFFD. */
export function percentDecode(text: string): string | undefined {
  if (!text.includes("%")) return text;
  if (/%(?![0-9a-fA-F]{2})/u.test(text)) return undefined;
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  const decoded = bytes.replaceAll(/%([0-9a-fA-F]{2})/gu, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(decoded, "latin1").toString("utf8");
}

function unescapeQuery(text: string): string | undefined {
  return percentDecode(text.replaceAll("+", " "));
}

/** Whether the client is an app that wants JSON rather than a browser that follows redirects. */
export function wantsJson(request: Request): boolean {
  if (header(request, "content-type").includes("application/json")) return true;
  const weights = new Map(header(request, "accept").split(",").map(weighed));
  const weight = weights.get("application/json") ?? 0;
  return weight > 0 && weight >= (weights.get("text/html") ?? 0);
}

function weighed(range: string): [type: string, weight: number] {
  const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith("q="));
  return [type, quality === undefined ? 1 : Number(quality.slice(2))];
}
