// Which Node can run this. Imports nothing, so that it runs on any.

const leastMajor = 22;
const leastMinor = 19;

/** The sentence that says what is wrong with this version of Node, or undefined if it is new enough. */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
  return `edge-sessions needs Node ${leastMajor}.${leastMinor} or newer, and this is ${version}. Get one at https://nodejs.org. In a clone of the repository, npx finds the Node that npm ci has installed.`;
}
