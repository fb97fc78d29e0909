// The frame of one page, with its title for the tab, for readers and for the keyboard.
import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { ProblemNotice } from "./notice.tsx";
import type { Live } from "../state/live.ts";

interface PageProps {
  readonly title: string;
  /** The name of the project, shown above the title and in the tab. */
  readonly of?: string;
  /** Beside the title. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

let shownBefore = false;

/** Its title takes the focus when it is opened, so that screen readers announce it and Tab goes on from there. */
export function Page({ title, of, aside, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title}${of === undefined ? "" : ` · ${of}`} · Edge Sessions`;
  }, [title, of]);
  useEffect(() => {
    // The first page leaves the focus where the browser starts, which is before the skip link.
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

/** Shows what was loaded. Until then it says that it is loading. A failure is shown above the last value. */
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
