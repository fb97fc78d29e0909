// What others have changed in the project while its pages were open, and who did it.
import { createContext } from "preact";
import { useCallback, useContext, useEffect, useRef, useState } from "preact/hooks";
import { problemOf } from "../../api/problem.ts";
import { useProject } from "../../state/project.ts";
import { useServices } from "../../state/services.ts";
import { labelOf } from "./setting-texts.ts";
import type { ActivityLine } from "../../api/activity.ts";
import type { Project } from "../../api/project.ts";

/** A value that someone else has changed. */
export interface OthersChange {
  /** A setting, `name`, `slug` or `subscription_plan`. */
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
  /** The name of the API key that did it. Undefined until it is known. */
  readonly by: string | undefined;
  /** ISO 8601. Undefined until it is known. */
  readonly at: string | undefined;
  /** Whether it is so new that it is marked. */
  readonly isNew: boolean;
}

/** What others have changed. */
export interface OthersChanges {
  /** By the name of the value. */
  readonly changes: ReadonlyMap<string, OthersChange>;
  /** The names of the values that the latest of these changes was about. */
  readonly latest: readonly string[];
}

/** How long a change is marked, in milliseconds. */
const newForMs = 60_000;

/** The lines of the activity that are searched for who made a change. Others made it seconds ago. */
const linesMax = 50;

const Context = createContext<OthersChanges | undefined>(undefined);

/** Provides the changes to the pages of the project. */
export const OthersChangesProvider = Context.Provider;

/** The changes. Throws outside the pages of a project. */
export function useOthersChanges(): OthersChanges {
  const changes = useContext(Context);
  if (changes === undefined) throw new Error("no changes are followed here");
  return changes;
}

/** Follows the project that is shown. `own` has the revisions that were made here. */
export function useFollowedChanges(own: ReadonlySet<number>): OthersChanges {
  const { api, report } = useServices();
  const { project } = useProject();
  const seen = useRef(project);
  const [state, setState] = useState<OthersChanges>({
    changes: new Map(),
    latest: [],
  });

  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);
  /** Updates changes, except those that were followed by another change of the same value. */
  const update = useCallback(
    (
      found: readonly OthersChange[],
      next: (now: OthersChange, one: OthersChange) => OthersChange,
    ) => {
      setState((known) => {
        const changes = new Map(known.changes);
        for (const one of found) {
          const now = changes.get(one.name);
          if (now !== undefined && now.after === one.after) changes.set(one.name, next(now, one));
        }
        return { ...known, changes };
      });
    },
    [],
  );

  useEffect(() => {
    const before = seen.current;
    seen.current = project;
    if (project.revision === before.revision) return;
    if (own.has(project.revision)) {
      setState((known) => ({ ...known, changes: standing(known.changes, project) }));
      return;
    }
    const found = changesBetween(before, project);
    setState(({ changes }) => ({
      changes: new Map([...changes, ...found.map((one) => [one.name, one] as const)]),
      latest: found.map(({ name }) => name),
    }));
    const attribute = async () => {
      const query = { action: "project.", limit: linesMax };
      const { lines } = await api.activity(project.id, query);
      const named = found.map((change) => withMaker(change, lines));
      update(named, (now, { by, at }) => ({ ...now, by, at }));
      report.set({ text: announced(named) });
    };
    // Without an answer the changes are still shown, only not who made them.
    attribute().catch((error: unknown) => report.set({ text: problemOf(error).message }));
    const age = () => update(found, (now) => ({ ...now, isNew: false }));
    timers.current.push(setTimeout(age, newForMs));
  }, [api, own, project, report, update]);
  useEffect(() => () => timers.current.forEach(clearTimeout), []);

  return state;
}

/** The changes whose values are still there. The others were changed here since. */
function standing(
  changes: ReadonlyMap<string, OthersChange>,
  project: Project,
): ReadonlyMap<string, OthersChange> {
  const is = valuesOf(project);
  const left = [...changes].filter(
    ([name, { after }]) => JSON.stringify(after) === JSON.stringify(is[name]),
  );
  return new Map(left);
}

function changesBetween(before: Project, after: Project): readonly OthersChange[] {
  const [was, is] = [valuesOf(before), valuesOf(after)];
  return Object.keys({ ...was, ...is })
    .filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]))
    .map((name) => ({
      name,
      before: was[name],
      after: is[name],
      by: undefined,
      at: undefined,
      isNew: true,
    }));
}

/** Each policy is a value of its own, as in the activity. */
function valuesOf({ name, slug, subscription_plan, services }: Project): Record<string, unknown> {
  const { policies, ...flags } = services.identity.config.feature_flags;
  const each = Object.entries(policies).map(([policy, form]) => [`policies/${policy}`, form]);
  return { name, slug, subscription_plan, ...flags, ...Object.fromEntries(each) };
}

/** The newest line that set the value to what it is now says who did it. */
function withMaker(change: OthersChange, lines: readonly ActivityLine[]): OthersChange {
  const line = lines.find(({ after }) => {
    const set: unknown = Reflect.get(Object(after), change.name);
    return JSON.stringify(set) === JSON.stringify(change.after);
  });
  return line === undefined ? change : { ...change, by: line.actor.name, at: line.at };
}

function announced(changes: readonly OthersChange[]): string {
  const labels = changes.map(({ name }) => labelOf(name)).join(", ");
  return `${makerOf(changes[0])} changed ${labels === "" ? "this project" : labels}.`;
}

/** `“deploy”`, or `Someone` until it is known. */
export function makerOf(change: OthersChange | undefined): string {
  return change?.by === undefined ? "Someone" : `“${change.by}”`;
}
