// The pieces of the navigation.
import { useId } from "preact/hooks";
import type { ComponentChildren } from "preact";

interface GroupListProps {
  readonly title: string | undefined;
  readonly children: ComponentChildren;
}

/** Entries below a word that names them. */
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
  /** Its page is the one shown. */
  readonly here: boolean;
}

/** One entry. */
export function Entry({ href, name, here }: EntryProps) {
  return (
    <li>
      <a href={href} aria-current={here ? "page" : undefined}>
        {name}
      </a>
    </li>
  );
}
