// A table that scrolls in its own box where the page is narrow.
import type { ComponentChildren } from "preact";

interface TableProps {
  /** What it lists; shown above it unless `quiet`. */
  readonly caption: string;
  readonly quiet?: boolean;
  /** Heads of the columns; those that begin with `#` hold numbers. */
  readonly columns: readonly string[];
  /** Rows, made of `tr`. */
  readonly children: ComponentChildren;
  /** Said where there are no rows. */
  readonly empty?: ComponentChildren;
}

/** Caption and column heads are there for screen readers too. */
export function Table({ caption, quiet = false, columns, children, empty }: TableProps) {
  const none = Array.isArray(children) && children.length === 0;
  return (
    <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption class={quiet ? "unseen" : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" class={column.startsWith("#") ? "number" : undefined}>
                {column.replace(/^#/, "")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {none && empty !== undefined ? (
            <tr>
              <td colSpan={columns.length} class="quiet">
                {empty}
              </td>
            </tr>
          ) : (
            children
          )}
        </tbody>
      </table>
    </div>
  );
}
