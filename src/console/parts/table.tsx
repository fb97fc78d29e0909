// A table that scrolls in its own box if the page is narrow, or whose rows become cards there.
import type { ComponentChildren } from "preact";

/** A column that the table can be sorted by. */
interface SortableColumn {
  /** As in `columns`. */
  readonly head: string;
  /** The present order by this column. Undefined if it is sorted by another one. */
  readonly sorted: "ascending" | "descending" | undefined;
  /** The address of the table when it is sorted by this column, or in the other order. */
  readonly href: string;
}

interface TableProps {
  /** What it lists. It is shown above the table unless `quiet` is set. */
  readonly caption: string;
  readonly quiet?: boolean;
  /**
   * Whether rows become cards on narrow pages. Each `td` then needs its column as `data-label`, and the `th` of a row is
   * the title of its card. Otherwise the table scrolls, and shadows at its edges show that it does.
   */
  readonly cards?: boolean;
  /** The heads of the columns. A head that begins with `#` is for numbers. */
  readonly columns: readonly (string | SortableColumn)[];
  /** Rows, made of `tr`. */
  readonly children: ComponentChildren;
  /** The text if there are no rows. */
  readonly empty?: ComponentChildren;
}

/** Screen readers get the caption and the column heads too. */
export function Table({ caption, quiet = false, cards = false, ...props }: TableProps) {
  const { columns, children, empty } = props;
  const none = Array.isArray(children) && children.length === 0;
  return (
    <div class={cards ? "scroll cards" : "scroll"} role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption class={quiet ? "unseen" : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={headOf(column)} column={column} />
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

function Head({ column }: { readonly column: string | SortableColumn }) {
  const head = headOf(column);
  const text = head.replace(/^#/, "");
  const sorted = typeof column === "string" ? undefined : column.sorted;
  return (
    <th scope="col" class={head.startsWith("#") ? "number" : undefined} aria-sort={sorted}>
      {typeof column === "string" ? (
        text
      ) : (
        <a class="sort" href={column.href}>
          {text}
          {sorted !== undefined && (
            <span aria-hidden="true" class="arrow">
              {sorted === "ascending" ? "▲" : "▼"}
            </span>
          )}
        </a>
      )}
    </th>
  );
}

function headOf(column: string | SortableColumn): string {
  return typeof column === "string" ? column : column.head;
}
