// The search of the list of projects, and its filter by state.
import { useEffect, useRef, useState } from "preact/hooks";
import { count } from "../../text/numbers.ts";
import { listHref, listSorts, sortHref, type ListSort, type ListView } from "./list-view.ts";
import { stateWords } from "./state-words.ts";
import type { ProjectList } from "../../api/project.ts";

interface ProjectSearchProps {
  readonly view: ListView;
  readonly list: ProjectList | undefined;
}

/** The search begins when nothing was typed for this long. */
const typedForMs = 250;
const searchCharactersMax = 200;

const sortWords: Readonly<Record<ListSort, string>> = {
  name: "Name",
  state: "State, worst first",
  checks_per_second: "Most checks",
  hit_ratio: "Best hit ratio",
  created_at: "Newest",
  updated_at: "Last changed",
};

/** A field, a link for each state, and on narrow pages the order, because cards have no heads to click. */
export function ProjectSearch({ view, list }: ProjectSearchProps) {
  return (
    <search class="project-search">
      <SearchField view={view} />
      <div class="field order">
        <label for="project-order">Sort by</label>
        <select
          id="project-order"
          value={view.sort}
          onChange={({ currentTarget: { value } }) => {
            const sort = listSorts.find((one) => one === value);
            if (sort !== undefined && sort !== view.sort) location.hash = sortHref(view, sort);
          }}
        >
          {listSorts.map((sort) => (
            <option key={sort} value={sort}>
              {sortWords[sort]}
            </option>
          ))}
        </select>
      </div>
      {list !== undefined && <States view={view} list={list} />}
    </search>
  );
}

function SearchField({ view }: { readonly view: ListView }) {
  const [text, setText] = useState(view.q);
  /** What was last taken from the address or put there. */
  const [known, setKnown] = useState(view.q);
  /** Whether the latest entry of the history was made by typing. The next letters change that entry. */
  const typing = useRef(false);
  if (known !== view.q) {
    // Back, or a link: the address has another search.
    setKnown(view.q);
    setText(view.q);
  }
  useEffect(() => {
    if (text.trim() === view.q) return undefined;
    const timer = setTimeout(() => {
      const q = text.trim();
      const href = listHref(view, { q });
      setKnown(q);
      if (typing.current) location.replace(href);
      else location.hash = href;
      typing.current = true;
    }, typedForMs);
    return () => clearTimeout(timer);
  }, [text, view]);
  return (
    <div class="field">
      <label for="project-search">Search</label>
      <input
        id="project-search"
        type="search"
        value={text}
        maxLength={searchCharactersMax}
        placeholder="Name, slug, host, id or plan"
        spellcheck={false}
        autocapitalize="off"
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={() => {
          typing.current = false;
        }}
      />
    </div>
  );
}

/** All states that projects are in. The wanted state stays, even if no project is in it any more. */
function States({ view, list }: { readonly view: ListView; readonly list: ProjectList }) {
  const all = list.states.reduce((sum, one) => sum + one.count, 0);
  const missing = view.state !== "" && list.states.every(({ state }) => state !== view.state);
  const states: readonly { readonly state: string; readonly count: number }[] = [
    { state: "", count: all },
    ...list.states,
    ...(missing ? [{ state: view.state, count: 0 }] : []),
  ];
  return (
    <ul class="chips" aria-label="Filter by state">
      {states.map(({ state, count: projects }) => (
        <li key={state}>
          <a
            class="chip"
            href={listHref(view, { state })}
            aria-current={state === view.state ? "true" : undefined}
          >
            {state === "" ? "All" : stateWords(state)} <span>{count(projects)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
