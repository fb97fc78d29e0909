// Which URL an identity server gives to browsers, read from a sign-in flow.
import { jsonAt } from "./whoami-seen.ts";

/** Where to begin a sign-in flow without a browser: the path at the identity server's public API. */
export const signInFlowPath = "/self-service/login/api";

/** What a sign-in flow says of URLs. */
export interface SignInFlow {
  /** `serve.public.base_url`: the flow's action without its own path, and without a slash at its end. */
  readonly baseUrl: string;
  /** The protocol by which the identity server thinks it was asked. */
  readonly askedBy: "http" | "https" | undefined;
}

const urlCharactersMax = 200;

/** Reads the JSON of a flow. Undefined if it is not that of a flow. */
export function readSignInFlow(text: string): SignInFlow | undefined {
  const baseUrl = baseOf(jsonAt(text, ["ui", "action"]));
  if (baseUrl === undefined) return undefined;
  const requestUrl = jsonAt(text, ["request_url"]);
  const asked = /^(https?):/u.exec(typeof requestUrl === "string" ? requestUrl : "")?.[1];
  return { baseUrl, askedBy: asked === "http" || asked === "https" ? asked : undefined };
}

/** The action up to where Kratos' own path begins. */
function baseOf(action: unknown): string | undefined {
  if (typeof action !== "string") return undefined;
  const cut = action.indexOf("/self-service/");
  const base = action.slice(0, Math.max(0, cut)).replace(/\/$/u, "");
  const usable =
    /^https?:\/\/(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?(?:\/[\w.~%/-]{1,200})?$/iu.test(
      base,
    );
  return usable && base.length <= urlCharactersMax ? base : undefined;
}
