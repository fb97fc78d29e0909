// A table that scrolls in its own box if the page is narrow.
import type { ComponentChildren } from "preact";

interface TableProps {
  /** What it lists. It is shown above the table unless `quiet` is set. */
  readonly caption: string;
  readonly quiet?: boolean;
  /** The heads of the columns. A head that begins with `#` is for numbers. */
  readonly columns: readonly string[];
  /** Rows, made of `tr`. */
  readonly children: ComponentChildren;
  /** The text if there are no rows. */
  readonly empty?: ComponentChildren;
}

/** Screen readers get the caption and the column heads too. */
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
