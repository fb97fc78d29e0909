// What came of a question to the control plane.
import { z } from "zod";

const problemSchema = z.object({ path: z.string(), problem: z.string() });

const errorSchema = z.object({
  error: z.object({
    id: z.string(),
    reason: z.string().catch(""),
    message: z.string(),
    details: z
      .object({ problems: z.array(problemSchema) })
      .optional()
      .catch(undefined),
  }),
});

/** An error of the API, in Ory's shape. */
type ApiError = z.output<typeof errorSchema>["error"];

/** A failure: refused by the control plane, answered by something else, not answered, or given up. */
export type Failure =
  | { readonly kind: "refused"; readonly status: number; readonly error: ApiError }
  | { readonly kind: "foreign"; readonly what: string }
  | {
      readonly kind: "silent";
      readonly why: string;
      /** Whether it may have been done all the same. */
      readonly unsure: boolean;
    }
  | { readonly kind: "interrupted"; readonly unsure: boolean };

/** An answer, or a failure. */
export type Reply = { readonly kind: "answer"; readonly body: unknown } | Failure;

const redirectsFrom = 300;
const errorsFrom = 400;

/** Reads an answer: its head, and its body as text. */
export function readReply({ ok, status, headers }: Response, text: string): Reply {
  if (status >= redirectsFrom && status < errorsFrom) {
    const location = headers.get("location") ?? "";
    const where = URL.canParse(location) ? ` to ${new URL(location).origin}` : "";
    const what = `answered with a redirect${where} (${status}). It was not followed, because that would send the key there`;
    return { kind: "foreign", what };
  }
  const body = json(text);
  if (ok) {
    return body === notJson
      ? { kind: "foreign", what: `answered ${status} with a body that is not JSON` }
      : { kind: "answer", body };
  }
  const said = errorSchema.safeParse(body);
  return said.success
    ? { kind: "refused", status, error: said.data.error }
    : { kind: "foreign", what: `answered ${status}, but not with an error of the control plane` };
}

const notJson = Symbol("no JSON");

/** Nothing at all is what an answer without content has (204). */
function json(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return notJson;
    throw error;
  }
}
