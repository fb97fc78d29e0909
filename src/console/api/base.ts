// Where the API is.

/**
 * The URL below which the API answers: the directory above the page's own, so that any prefix a proxy puts in front
 * of both is kept. Ends with a slash.
 */
export function apiBase(pageUrl: string): URL {
  const url = new URL("../", pageUrl);
  url.hash = "";
  url.search = "";
  return url;
}
