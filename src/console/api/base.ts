// Where the API is.

/**
 * The URL of the API for the Console, with a slash at its end. The sign-in's cookie is sent only there. It is relative to the
 * page's own files, so that it keeps any prefix that a proxy puts in front of both.
 */
export function apiBase(pageUrl: string): URL {
  const url = new URL("./api/", pageUrl);
  url.hash = "";
  url.search = "";
  return url;
}
