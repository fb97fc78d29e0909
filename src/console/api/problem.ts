// Why a call failed, as the page shows it.

/** One problem with what was sent. `path` is a JSON Pointer into the project. */
export interface FieldProblem {
  readonly path: string;
  readonly problem: string;
}

/** A call that was refused or failed. `id` is the API's error id, or `unreachable` if no answer came. */
export class ApiProblem extends Error {
  override name = "ApiProblem";
  readonly status: number;
  readonly id: string;
  readonly problems: readonly FieldProblem[];
  /** Seconds to wait before the next try. Undefined if the answer named none. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    id: string,
    text: string,
    problems: readonly FieldProblem[] = [],
    retryAfterSeconds?: number,
  ) {
    super(text);
    this.status = status;
    this.id = id;
    this.problems = problems;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer came, or a proxy in between answered. Whether a change was made is not known. */
export function unreachable(): ApiProblem {
  return new ApiProblem(
    0,
    "unreachable",
    "The control plane did not answer. If you were making a change, check whether it was made before you try again.",
  );
}

/** What was thrown, as a problem that can be shown. An error of the page keeps its message. */
export function problemOf(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  const text = thrown instanceof Error ? thrown.message : "This page failed.";
  return new ApiProblem(0, "page_failed", text);
}

/** Reads an error body in Ory's shape. Undefined if it has another shape. */
export function readProblem(
  status: number,
  body: unknown,
  retryAfter: string | null,
): ApiProblem | undefined {
  const error = fieldOf(body, "error");
  const id = fieldOf(error, "id");
  if (typeof id !== "string") return undefined;
  const reason = fieldOf(error, "reason");
  const message = fieldOf(error, "message");
  const text = [reason, message].filter((words) => typeof words === "string" && words !== "");
  const listed = fieldOf(fieldOf(error, "details"), "problems");
  const seconds = Number(retryAfter ?? "");
  return new ApiProblem(
    status,
    id,
    text.length > 0
      ? [...new Set(text)].join(" ")
      : `The control plane answered with status ${status}.`,
    Array.isArray(listed) ? listed.flatMap(fieldProblem) : [],
    retryAfter !== null && Number.isFinite(seconds) ? seconds : undefined,
  );
}

function fieldProblem(value: unknown): FieldProblem[] {
  const [path, problem] = [fieldOf(value, "path"), fieldOf(value, "problem")];
  return typeof path === "string" && typeof problem === "string" ? [{ path, problem }] : [];
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}
