// Where the API is.

/**
 * The URL below which the API answers to the page, and where alone a sign-in's cookie is sent: beside the page's own
 * files, so that any prefix a proxy puts in front of both is kept. Ends with a slash.
 */
export function apiBase(pageUrl: string): URL {
  const url = new URL("./api/", pageUrl);
  url.hash = "";
  url.search = "";
  return url;
}
