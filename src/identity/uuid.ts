// Checking ids in paths.

/** What is wrong with a text that should be a UUID, in the words of Kratos' library; or undefined. */
export function uuidFault(text: string): string | undefined {
  const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;
  if (pattern.test(text)) return undefined;
  return text.length === 36
    ? `uuid: incorrect UUID format in string ${JSON.stringify(text)}`
    : `uuid: incorrect UUID length ${text.length} in string ${JSON.stringify(text)}`;
}
