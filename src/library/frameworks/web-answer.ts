// Puts renewed cookies on a web-standard `Response`, even if its headers cannot be changed.
import { cookiesWith, privateCacheControl } from "./private-answer.ts";

/**
 * The answer with the cookies, each once and before the application's own. It is the same object if its headers can be
 * changed.
 */
export function withCookies(response: Response, renewed: readonly string[]): Response {
  if (renewed.length === 0) return response;
  // A `NextResponse` writes all cookies again from those that it was created with, so it must be created with these.
  if ("cookies" in response) return remade(response, renewed, constructorOf(response));
  try {
    setCookies(response.headers, renewed);
    return response;
  } catch (error) {
    // Redirects, answers of `fetch` and others have headers that cannot be changed (Fetch standard, guard "immutable").
    if (!(error instanceof TypeError)) throw error;
    return remade(response, renewed, Response);
  }
}

function setCookies(headers: Headers, renewed: readonly string[]): void {
  const own = headers.getSetCookie();
  const cacheControl = headers.get("cache-control") ?? undefined;
  headers.set("Cache-Control", privateCacheControl(cacheControl));
  headers.delete("Set-Cookie");
  for (const line of cookiesWith(renewed, own)) headers.append("Set-Cookie", line);
}

function remade(response: Response, renewed: readonly string[], As: typeof Response): Response {
  const { status, statusText, body } = response;
  // An upgrade or an error cannot be constructed as a response, and a body that was read already cannot be sent.
  if (status < 200 || response.bodyUsed) return response;
  const headers = new Headers(response.headers);
  setCookies(headers, renewed);
  return new As(body, { status, statusText, headers });
}

function constructorOf(response: Response): typeof Response {
  return response.constructor as typeof Response;
}
