// The style of a map: colours for light and dark pages, and which of two layouts is shown.
import { latencySteps } from "./latency-steps.ts";

/** Up to this width, in pixels of the screen, the layout with larger letters is shown. */
const narrowPx = 640;

const light = {
  page: "#ffffff",
  sea: "#f3f6f9",
  land: "#dde2e7",
  ink: "#14181d",
  quiet: "#4f5965",
  reach: "#3c4652",
};
const dark = {
  page: "#0f1318",
  sea: "#151b22",
  land: "#2b333d",
  ink: "#f2f5f8",
  quiet: "#a9b4c0",
  reach: "#c3ccd6",
};

function colours(of: typeof light, steps: readonly string[]): string {
  return [
    `.page{fill:${of.page}}`,
    `.sea{fill:${of.sea}}`,
    `.land{fill:${of.land}}`,
    `text{fill:${of.ink}}`,
    `.quiet{fill:${of.quiet}}`,
    `.reach{stroke:${of.reach}}`,
    `.mark{fill:${of.ink};stroke:${of.page}}`,
    `.open{fill:${of.page};stroke:${of.ink}}`,
    `.leader{stroke:${of.ink}}`,
    `.code{stroke:${of.page}}`,
    ...steps.map((colour, step) => `.s${step}{stroke:${colour}}.f${step}{fill:${colour}}`),
  ].join("\n");
}

/** The content of the picture's `style`. */
export function mapStyle(): string {
  return `text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.title{font-weight:650}
.dot{fill:none;stroke-linecap:round}
.reach{fill:none;stroke-width:1;stroke-dasharray:4 3;opacity:.75}
.mark{stroke-width:1.5}
.leader{fill:none;stroke-width:1}
.code{font-weight:700;stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
.narrow{display:none}
${colours(
  light,
  latencySteps.map((step) => step.light),
)}
@media (max-width:${narrowPx}px){
.wide{display:none}
.narrow{display:inline}
.narrow .mark{stroke-width:2.5}
.reach,.leader{stroke-width:2}
.code{stroke-width:6px}
}
@media (prefers-color-scheme:dark){
${colours(
  dark,
  latencySteps.map((step) => step.dark),
)}
}`;
}
