// The audit log.

/** Who did what, to what, with the state before and after. */
export interface ActivityLine {
  readonly sequence: number;
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly key_id: string | null; readonly name: string };
  readonly action: string;
  readonly project_id: string | null;
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Lines, newest first; `next` continues, null at the end. */
export interface ActivityPage {
  readonly lines: readonly ActivityLine[];
  readonly next: number | null;
}
