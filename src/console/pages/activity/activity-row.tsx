// One line of the audit log.
import { projectHref } from "../../state/route.ts";
import { activitySentence } from "../../text/activity-sentence.ts";
import { changesBetween, type ValueChange } from "../../text/changes.ts";
import { ago, dateTime } from "../../text/time.ts";
import { queryOf } from "./filter.ts";
import type { ActivityLine } from "../../api/activity.ts";

interface ActivityRowProps {
  readonly line: ActivityLine;
  /** Whether lines of several projects are shown. */
  readonly ofAll: boolean;
  readonly nowMs: number;
}

const valuesMax = 4;

/** Says who did what to what, then when. Everything else is shown on demand. */
export function ActivityRow({ line, ofAll, nowMs }: ActivityRowProps) {
  const { who, did, what, rest, projectAfter, values } = activitySentence(line);
  const more = values.length - valuesMax;
  return (
    <li class="line">
      <p>
        <strong>{who}</strong> {did}
        {what !== "" && (
          <>
            {" "}
            <b>{what}</b>
          </>
        )}
        {projectAfter !== undefined && line.project !== null && (
          <>
            {" "}
            {projectAfter} {line.project.name}
          </>
        )}
        {rest}
        {values.length > 0 && ": "}
        {values.slice(0, valuesMax).map((change, index) => (
          <span key={change.path}>
            {index > 0 && ", "}
            <Value change={change} />
          </span>
        ))}
        {more > 0 && ` and ${more} more`}
      </p>
      <div class="line-foot">
        <p class="quiet">
          <time dateTime={line.at} title={line.at}>
            {ago(line.at, nowMs)} · {dateTime(line.at)}
          </time>
          {ofAll && <ProjectLink line={line} />}
        </p>
        <details>
          <summary>Details</summary>
          <Details line={line} />
        </details>
      </div>
    </li>
  );
}

function Value({ change: { path, before, after } }: { readonly change: ValueChange }) {
  return (
    <>
      {path !== "" && <code>{path}</code>}
      {path !== "" && ": "}
      {before !== undefined && <del>{before}</del>}
      {before !== undefined && after !== undefined && " → "}
      {after !== undefined && <ins>{after}</ins>}
    </>
  );
}

/** A project that is gone has no page, but its activity can still be listed. */
function ProjectLink({ line: { project, project_id: id } }: { readonly line: ActivityLine }) {
  if (id === null) return null;
  return (
    <>
      {" · "}
      {project === null ? (
        <a href={`#/operators/activity?${queryOf({ project: id })}`}>
          a project that is gone (<code>{id.slice(0, 8)}</code>)
        </a>
      ) : (
        <a href={projectHref(project.slug, "overview")}>{project.name}</a>
      )}
    </>
  );
}

function Details({ line }: { readonly line: ActivityLine }) {
  const changes = changesBetween(line.before, line.after);
  return (
    <div class="line-details">
      <dl>
        <dt>Action</dt>
        <dd>
          <code>{line.action}</code>
        </dd>
        <dt>Target</dt>
        <dd>{line.subject}</dd>
        <dt>API key</dt>
        <dd>{line.actor.key_id === null ? "none" : <code>{line.actor.key_id}</code>}</dd>
        <dt>Line</dt>
        <dd>
          <code>{line.sequence}</code>
        </dd>
      </dl>
      {changes.length > 0 && (
        <ul class="changes" aria-label="Values before and after">
          {changes.map((change) => (
            <li key={change.path}>
              <Value change={change} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
