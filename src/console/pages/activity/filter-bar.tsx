// Chooses which activity is shown, and exports it.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { fieldOfInstant, instantOfField, kinds } from "./filter.ts";
import type { ActivityFilter } from "../../api/activity.ts";

interface FilterBarProps {
  readonly filter: ActivityFilter;
  /** Whether the activity is of all projects. */
  readonly ofAll: boolean;
  /** The names of API keys that can be chosen. Others can be typed. */
  readonly actors: readonly string[];
  readonly onFilter: (filter: ActivityFilter) => void;
}

/** A form. It applies when it is submitted. */
export function FilterBar({ filter, ofAll, actors, onFilter }: FilterBarProps) {
  const form = useRef<HTMLFormElement>(null);
  const listId = useId();
  // On narrow pages it would push the activity off the screen.
  const [open, setOpen] = useState(() => matchMedia("(min-width: 700px)").matches);
  const set = Object.keys(filter).length;
  // A link, or the way back, may change the filter too.
  useEffect(() => {
    const shown = new Map(Object.entries(fieldsOf(filter)));
    for (const field of form.current?.elements ?? []) {
      if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) continue;
      field.value = shown.get(field.name) ?? "";
    }
  }, [filter]);
  const apply = (given: FormData) => {
    const text = (name: string) => {
      const entered = given.get(name);
      return typeof entered === "string" ? entered.trim() : "";
    };
    const [from, to] = [instantOfField(text("from")), instantOfField(text("to"))];
    onFilter({
      project: text("project"),
      actor: text("actor"),
      action: text("action"),
      search: text("search"),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
  };
  return (
    <details class="filter" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{set === 0 ? "Filter" : `Filter (${set} set)`}</summary>
      <form
        ref={form}
        role="search"
        aria-label="Activity"
        onSubmit={(event) => {
          event.preventDefault();
          apply(new FormData(event.currentTarget));
        }}
      >
        <div class="filter-fields">
          <Field label="Search">
            {(ids) => (
              <input
                {...ids}
                type="search"
                name="search"
                maxLength={100}
                placeholder="Name, id or value"
              />
            )}
          </Field>
          {ofAll && (
            <Field label="Project">
              {(ids) => (
                <input
                  {...ids}
                  name="project"
                  placeholder="Slug or id"
                  autocomplete="off"
                  autocapitalize="off"
                  spellcheck={false}
                />
              )}
            </Field>
          )}
          <Field label="Who">
            {(ids) => (
              <input
                {...ids}
                name="actor"
                list={listId}
                placeholder="Name or id of a key"
                autocomplete="off"
                spellcheck={false}
              />
            )}
          </Field>
          <datalist id={listId}>
            {actors.map((actor) => (
              <option key={actor} value={actor} />
            ))}
          </datalist>
          <Field label="Kind">
            {(ids) => (
              <select {...ids} name="action">
                {kinds.map(([action, name]) => (
                  <option key={action} value={action}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="From">
            {(ids) => <input {...ids} type="datetime-local" name="from" />}
          </Field>
          <Field label="Until">{(ids) => <input {...ids} type="datetime-local" name="to" />}</Field>
        </div>
        <div class="buttons">
          <Button kind="primary">Show</Button>
          {set > 0 && (
            <Button
              onClick={() => {
                form.current?.querySelector("input")?.focus(); // this button disappears
                onFilter({});
              }}
            >
              Clear the filter
            </Button>
          )}
        </div>
      </form>
    </details>
  );
}

/** The filter as the fields show it. */
function fieldsOf(filter: ActivityFilter): ActivityFilter {
  return { ...filter, from: fieldOfInstant(filter.from), to: fieldOfInstant(filter.to) };
}
