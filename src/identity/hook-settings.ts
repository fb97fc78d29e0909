// The shape of one configured web hook, and of what its body may be made from.

/** Flows that call web hooks. */
export type HookFlow = "login" | "registration" | "settings" | "recovery" | "verification";

/** What a hook's body is made from; credentials (cookies, tokens) are left out. */
export interface HookContext {
  readonly flow: unknown;
  readonly identity: unknown;
  /** Only after login and settings. */
  readonly session?: unknown;
  readonly request_headers: Record<string, string[]>;
  readonly request_method: string;
  readonly request_url: string;
}

/** A call to another service after a flow. */
export interface WebHook {
  flow: HookFlow;
  /** Only after this method (`password`, `totp`, `profile`, …); absent: after each. */
  method?: string;
  url: string;
  /** Sent with each call, for example an API key. */
  headers?: Record<string, string>;
  /** `response.parse`: called before anything is stored, and a 4xx answer with messages refuses the change. */
  parse?: boolean;
  /** `response.ignore`: called after the answer, whose outcome it cannot change. */
  ignore?: boolean;
  /** Makes the JSON body; absent: the whole context. */
  body?: (context: HookContext) => unknown;
}
