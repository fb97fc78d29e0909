// How a client may spell a header that it has no right to. CGI and WSGI read all of these as the same name.

/** Every combination of `-` and `_`, in the case given and in lower case. */
export function spellings(name: string): readonly string[] {
  const parts = name.split("-");
  let all = [parts[0] ?? ""];
  for (const part of parts.slice(1)) {
    all = all.flatMap((before) => [`${before}-${part}`, `${before}_${part}`]);
  }
  return all.flatMap((one) => [one, one.toLowerCase()]);
}
