// What was typed into a form and not saved yet, while others may change what is stored.
import { useState } from "preact/hooks";

/** The edits of a form. */
export interface Edits<Values> {
  /** The stored values with the edits on top. */
  readonly shown: Values;
  /** Only what was changed. */
  readonly draft: Partial<Values>;
  readonly isTouched: (name: keyof Values) => boolean;
  /** What was changed here and by someone else too, and is not decided. */
  readonly conflicts: readonly (keyof Values)[];
  readonly change: (change: Partial<Values>) => void;
  /** Decides a conflict: the edit stays, to be saved on top of the other change. */
  readonly keepMine: (name: keyof Values) => void;
  /** Decides a conflict: the edit is dropped. */
  readonly takeTheirs: (name: keyof Values) => void;
  readonly clear: () => void;
}

interface State<Values> {
  readonly draft: Partial<Values>;
  /** What was stored when the edit began, or when its conflict was decided. */
  readonly bases: Partial<Values>;
}

/** The edits of what is stored now. An edit that is the same as what is stored is none, and follows it. */
export function useEdits<Values extends object>(stored: Values): Edits<Values> {
  const [{ draft, bases }, setState] = useState<State<Values>>({ draft: {}, bases: {} });
  const isTouched = (name: keyof Values) => name in draft && !same(draft[name], stored[name]);
  return {
    shown: { ...stored, ...draft },
    draft,
    isTouched,
    conflicts: namesOf(draft).filter((name) => isTouched(name) && !same(bases[name], stored[name])),
    change: (change) =>
      setState((before) => {
        const edited = namesOf(change).filter((name) => !same(change[name], stored[name]));
        const rest = namesOf(before.draft).filter((name) => !(name in change));
        const again = edited.filter((name) => name in before.bases);
        return {
          draft: { ...pick(before.draft, rest), ...pick(change, edited) },
          bases: { ...pick<Values>(stored, edited), ...pick(before.bases, [...rest, ...again]) },
        };
      }),
    keepMine: (name) =>
      setState((before) => ({
        ...before,
        bases: { ...before.bases, ...pick<Values>(stored, [name]) },
      })),
    takeTheirs: (name) =>
      setState((before) => {
        const others = namesOf(before.draft).filter((one) => one !== name);
        return { draft: pick(before.draft, others), bases: pick(before.bases, others) };
      }),
    clear: () => setState({ draft: {}, bases: {} }),
  };
}

function namesOf<Values extends object>(values: Partial<Values>): (keyof Values)[] {
  return Object.keys(values) as (keyof Values)[];
}

function pick<Values extends object>(
  values: Partial<Values>,
  names: readonly (keyof Values)[],
): Partial<Values> {
  const picked: Partial<Values> = {};
  for (const name of names) picked[name] = values[name];
  return picked;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
