// The frame of one page: its title, for the tab, the reader and the keyboard.
import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { ProblemNotice } from "./notice.tsx";
import type { Live } from "../state/live.ts";

interface PageProps {
  readonly title: string;
  /** Whose page it is: above the title, and in the tab's. */
  readonly of?: string;
  /** Beside the title. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

let shownBefore = false;

/** Takes the focus when it is opened, so that screen readers tell where one is and Tab goes on from there. */
export function Page({ title, of, aside, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title}${of === undefined ? "" : ` · ${of}`} · Edge Sessions`;
  }, [title, of]);
  useEffect(() => {
    // The very first page leaves the focus where the browser starts: before the skip link.
    if (shownBefore) heading.current?.focus();
    shownBefore = true;
  }, []);
  return (
    <>
      {of !== undefined && <p class="of">{of}</p>}
      <div class="title">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {aside}
      </div>
      {children}
    </>
  );
}

interface LoadedProps<Value> {
  readonly live: Live<Value>;
  readonly children: (value: Value) => ComponentChildren;
}

/** Shows what was loaded; until then that it is loading, and a failure above what was known before. */
export function Loaded<Value>({ live, children }: LoadedProps<Value>) {
  return (
    <>
      <ProblemNotice problem={live.problem} />
      {live.value === undefined
        ? live.problem === undefined && <p class="quiet">Loading…</p>
        : children(live.value)}
    </>
  );
}

interface SectionProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A part of a page with its heading. */
export function Section({ title, children }: SectionProps) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
