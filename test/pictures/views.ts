// Which pictures are taken of the demo.
import type { Page } from "playwright-core";

/** One picture. */
export interface View {
  /** Its name in docs/pictures, without `.png`. */
  readonly file: string;
  /** The address behind the `#`. */
  readonly address: string;
  /** `light` unless it says otherwise. */
  readonly scheme?: "light" | "dark";
  /** In pixels: 1,440 by 900 unless it says otherwise. */
  readonly width?: number;
  readonly height?: number;
  /** Does what must be done before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** The pictures, in the order in which they are taken. */
export const views: readonly View[] = [
  { file: "overview-light", address: "#/projects/playground/overview" },
  { file: "overview-dark", address: "#/projects/playground/overview", scheme: "dark" },
  { file: "projects", address: "#/projects" },
];
