// What the pictures of a report share: colours for light and dark, and words for those who do not see them.

/** Width of every picture, in pixels. */
export const pictureWidth = 760;

/** Colours of lines and bars in the order in which they are used; readable on light and on dark, and when grey. */
const colours = [
  { light: "#2f5fc4", dark: "#7aa8ff" },
  { light: "#0f7b6c", dark: "#4fd1b8" },
  { light: "#b3541e", dark: "#f0985c" },
  { light: "#8a3ea8", dark: "#d39bf0" },
] as const;
/** Lines differ in their dashes too, not in their colours alone. */
const dashes = ["none", "7 4", "2 4", "10 4 2 4"] as const;

const rules = colours.map(
  ({ light }, at) => `
  .line${at} { stroke: ${light}; stroke-dasharray: ${dashes[at] ?? "none"}; }
  .mark${at} { fill: ${light}; }`,
);
const darkRules = colours.map(
  ({ dark }, at) => `
    .line${at} { stroke: ${dark}; }
    .mark${at} { fill: ${dark}; }`,
);

/** The style of every picture. */
const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .small { font-size: 12px; }
  .bar { fill: #3b6fd4; }
  .range { stroke: #1f2328; stroke-width: 1.5; }
  .axis { stroke: #8c959f; }
  .grid { stroke: #d0d7de; }
  .line { fill: none; stroke-width: 2; }${rules.join("")}
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .bar { fill: #6ea0ff; }
    .range { stroke: #e6edf3; }
    .axis { stroke: #6e7681; }
    .grid { stroke: #30363d; }${darkRules.join("")}
  }`;

/** How many lines can be told apart. */
export const linesMax = colours.length;

/** A picture's file: its content below the title, with the title and the description that screen readers say. */
export function svgPicture(
  { title, description, height }: { title: string; description: string; height: number },
  content: string,
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${pictureWidth}" height="${height}" viewBox="0 0 ${pictureWidth} ${height}" role="img" aria-labelledby="title description">
  <title id="title">${escaped(title)}</title>
  <desc id="description">${escaped(description)}</desc>
  <style>${style}
  </style>
  <text class="title" x="10" y="24">${escaped(title)}</text>
${content}
</svg>
`;
}

/** Text as it may stand in a picture. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
