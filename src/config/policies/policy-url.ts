// URLs of policies: where browsers sign in, and where they may be sent back to. A browser follows them, so each must mean the
// same to everybody who reads it.
import { isLoopback } from "../values/listen-address.ts";

/** Why a text cannot be the sign-in URL of a policy, as the rest of a sentence. Undefined if it can. */
export function signInUrlProblem(text: string): string | undefined {
  return browserUrlProblem(text, "https://auth.example.com/self-service/login/browser");
}

/** Why a text cannot be a return URL of a policy. It ends in a path, so that it is plain what is below it. */
export function returnUrlProblem(text: string): string | undefined {
  const example = "https://app.example.com/";
  const problem = browserUrlProblem(text, example);
  if (problem !== undefined) return problem;
  return /^[^:]+:\/\/[^/]+\//u.test(text)
    ? undefined
    : `must end in a path, at least /, such as ${example}`;
}

function browserUrlProblem(text: string, example: string): string | undefined {
  const url =
    /^https?:\/\/[\u0021-\u007e]+$/iu.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return `must be a URL such as ${example}`;
  if (url.username !== "" || url.password !== "") return "must not contain a user or password";
  if (text.includes("?")) return "must not contain a query";
  if (text.includes("#")) return "must not contain a fragment";
  if (url.hostname.includes("*")) return "must name one host, because * is not a wildcard here";
  const { href } = url;
  // Dot segments, a default port, capitals in the host: what a URL means must not depend on how it is read.
  if (text !== href && `${text}/` !== href) return `must be written in its normal form, ${href}`;
  if (url.protocol === "http:" && !isLocal(url))
    return "must begin with https://, except for a host on this machine such as localhost";
  return undefined;
}

function isLocal({ hostname }: URL): boolean {
  const host = hostname.replaceAll(/[[\]]/gu, "");
  return host.endsWith(".localhost") || isLoopback({ host, port: 0 });
}
