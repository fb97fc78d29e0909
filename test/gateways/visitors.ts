// People who visit a protected site.
import type { Person } from "../harness/scene.ts";
import type { AppRequest } from "./app.ts";
import type { ProtectedSite } from "./protected-site.ts";
import { WebBrowser, type Page } from "./web-browser.ts";

/** The page that they want. */
export const here = "/orders/7?page=2&q=%C3%A4%26b";

/** Signs somebody in, whom the gateway sends there, and gives the page that they see at last. */
export async function signIn(
  site: ProtectedSite,
  person: Person,
): Promise<{ browser: WebBrowser; page: Page }> {
  const browser = new WebBrowser();
  const asked = await browser.visit(`${site.url}${here}`);
  const { email: identifier, password } = person;
  return { browser, page: await browser.submit(asked, { identifier, password }) };
}

/** What reached the app last. Throws if nothing did. */
export function lastRequest(site: ProtectedSite): AppRequest {
  const request = site.app.requests.at(-1);
  if (request === undefined) throw new Error("nothing reached the app");
  return request;
}
