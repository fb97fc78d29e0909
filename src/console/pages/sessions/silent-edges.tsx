// The edges that did not answer a look-up, with the reason.
import { Notice } from "../../parts/notice.tsx";
import { edgeName, type EdgeAnswer } from "./edge-name.ts";

interface SilentEdgesProps {
  readonly edges: readonly EdgeAnswer[];
}

/** Draws nothing if every edge has answered. */
export function SilentEdges({ edges }: SilentEdgesProps) {
  const silent = edges.filter(({ answered }) => !answered);
  if (silent.length === 0) return null;
  return (
    <Notice kind="warning">
      <p>
        {silent.length === 1 ? "One edge has" : `${silent.length} edges have`} not answered. What{" "}
        {silent.length === 1 ? "it has" : "they have"} stored is not shown.
      </p>
      <ul>
        {silent.map((edge) => (
          <li key={edge.instance}>
            {edgeName(edge, edges)}: {edge.reason}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
