// The parts of the navigation.
import { useId } from "preact/hooks";
import type { ComponentChildren } from "preact";

interface GroupListProps {
  readonly title: string | undefined;
  readonly children: ComponentChildren;
}

/** Links below a title. */
export function GroupList({ title, children }: GroupListProps) {
  const id = useId();
  return (
    <div class="group">
      {title !== undefined && <p id={id}>{title}</p>}
      <ul aria-labelledby={title === undefined ? undefined : id}>{children}</ul>
    </div>
  );
}

interface EntryProps {
  readonly href: string;
  readonly name: string;
  /** Where it leads, if its name alone does not say so. */
  readonly note?: string;
  /** Whether its page is the one that is shown. */
  readonly here: boolean;
}

/** One link. */
export function Entry({ href, name, note, here }: EntryProps) {
  return (
    <li>
      <a href={href} aria-current={here ? "page" : undefined}>
        {name}
        {note !== undefined && <span class="entry-note"> {note}</span>}
      </a>
    </li>
  );
}
