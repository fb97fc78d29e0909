// A web browser for tests: it keeps cookies, goes where redirects send it, and submits forms.
import { request, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

/** What a browser shows after it has followed all redirects. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The URLs that sent it on, in order. */
  readonly by: readonly string[];
}

/** A navigation other than a plain GET. */
export interface Navigation {
  readonly method?: string;
  /** Added to what a browser sends, or in its place. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether redirects are followed (true). */
  readonly follow?: boolean;
}

/** As browsers, which then show an error. */
const redirectsMax = 20;

/** What a browser sends when somebody follows a link. */
const navigating = {
  Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "User-Agent": "Mozilla/5.0",
  "Sec-Fetch-Mode": "navigate",
  "Sec-Fetch-Dest": "document",
};

/** A browser with its own cookies. Those of a host are sent to all its ports (RFC 6265, section 8.5). */
export class WebBrowser {
  readonly #cookies = new Map<string, string>();

  /** The `Cookie` header for a host. */
  cookieOf(host: string): string {
    return [...this.#cookies]
      .filter(([key]) => key.startsWith(`${host} `))
      .map(([key, value]) => `${key.slice(host.length + 1)}=${value}`)
      .join("; ");
  }

  /** Goes to a URL, and on to where redirects send it. Throws if there are too many. */
  async visit(url: string, navigation: Navigation = {}): Promise<Page> {
    const { method = "GET", headers = {}, body, follow = true } = navigation;
    const by: string[] = [];
    let at = url;
    let current = { method, body };
    for (;;) {
      const { hostname } = new URL(at);
      const cookie = this.cookieOf(hostname);
      const sent = { ...navigating, ...headers, ...(cookie === "" ? {} : { Cookie: cookie }) };
      const answer = await send(at, { ...current, headers: sent });
      this.#keep(hostname, answer.headers["set-cookie"] ?? []);
      const status = answer.statusCode ?? 0;
      const { location } = answer.headers;
      if (!follow || location === undefined || status < 300 || status > 399) {
        return { url: at, status, headers: answer.headers, body: await text(answer), by };
      }
      answer.resume();
      if (by.push(at) > redirectsMax) throw new Error(`too many redirects: ${by.join(" ")}`);
      at = new URL(location, at).href;
      // All browsers ask by GET after 302 and 303.
      if (status !== 307 && status !== 308) current = { method: "GET", body: undefined };
    }
  }

  /** Submits the form of a page that has all these fields. Its hidden fields and its first button go along. */
  async submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page> {
    const form = formsOf(page.body).find(({ names }) =>
      Object.keys(fields).every((name) => names.has(name)),
    );
    if (form === undefined) throw new Error(`no form at ${page.url} has these fields`);
    const body = new URLSearchParams({ ...form.hidden, ...fields }).toString();
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    return this.visit(new URL(form.action, page.url).href, { method: "POST", headers, body });
  }

  #keep(host: string, lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = ""] = line.split(";");
      const cut = pair.indexOf("=");
      const key = `${host} ${pair.slice(0, cut)}`;
      if (/; *Max-Age=0\b/iu.test(line)) this.#cookies.delete(key);
      else this.#cookies.set(key, pair.slice(cut + 1));
    }
  }
}

async function send(
  url: string,
  how: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | undefined;
  },
): Promise<IncomingMessage> {
  const { method, headers, body } = how;
  const asked = request(url, { method, headers, agent: false });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("error", reject);
    asked.once("response", resolve);
  });
  asked.end(body);
  return answered;
}

interface Form {
  readonly action: string;
  readonly names: ReadonlySet<string>;
  readonly hidden: Readonly<Record<string, string>>;
}

function formsOf(html: string): readonly Form[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gsu)].map(([, head = "", inside = ""]) => {
    const names = new Set<string>();
    const hidden: Record<string, string> = {};
    for (const [, attributes = ""] of inside.matchAll(/<input\b([^>]*)>/gsu)) {
      const name = attributeOf(attributes, "name");
      names.add(name);
      if (attributeOf(attributes, "type") === "hidden") {
        hidden[name] = attributeOf(attributes, "value");
      }
    }
    // Somebody who presses Enter submits by the first button.
    const [, button] = /<button\b([^>]*)>/u.exec(inside) ?? [];
    if (button !== undefined) hidden[attributeOf(button, "name")] = attributeOf(button, "value");
    return { action: attributeOf(head, "action"), names, hidden };
  });
}

function attributeOf(attributes: string, name: string): string {
  const [, value = ""] = new RegExp(`\\b${name}="([^"]*)"`, "u").exec(attributes) ?? [];
  return value.replaceAll("&#34;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
}
