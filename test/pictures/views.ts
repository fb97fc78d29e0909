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

/** The unsteady project fails for some seconds of each minute. */
const failsWithinMs = 120_000;

/** Resolves when the charts are drawn. */
const drawn = (page: Page): Promise<void> => page.locator("canvas").nth(3).waitFor();

/** The dots of the map do not compress well. */
const small = { width: 1_100, height: 720 } as const;
const narrow = { width: 390, height: 844 } as const;

/** The pictures, in the order in which they are taken. */
export const views: readonly View[] = [
  { file: "overview-light", address: "#/projects/playground/overview", prepare: drawn },
  {
    file: "overview-dark",
    address: "#/projects/playground/overview",
    scheme: "dark",
    prepare: drawn,
  },
  { file: "projects", address: "#/projects" },
  { file: "set-up", address: "#/projects/not-set-up-yet/set-up" },
  { file: "advanced-settings", address: "#/projects/playground/advanced" },
  {
    file: "sessions",
    address: "#/projects/playground/sessions",
    prepare: (page) => page.getByRole("table", { name: "Sessions with most hits" }).waitFor(),
  },
  {
    file: "sessions-found",
    address: "#/projects/playground/sessions",
    scheme: "dark",
    prepare: async (page) => {
      const asked = page.getByRole("table", { name: "Sessions with most hits" });
      await asked.getByRole("link").first().click();
      await page.getByRole("heading", { name: "Stored answers" }).waitFor();
      await page.getByRole("button", { name: "Invalidate", exact: false }).first().waitFor();
    },
  },
  {
    file: "edges",
    ...small,
    address: "#/projects/playground/edges",
    prepare: (page) => page.getByText("Within 100 ms", { exact: true }).first().waitFor(),
  },
  { file: "activity", address: "#/projects/playground/activity" },
  { file: "projects-narrow", address: "#/projects", scheme: "dark", ...narrow },
  {
    file: "overview-narrow",
    address: "#/projects/playground/overview",
    ...narrow,
    prepare: drawn,
  },
  {
    file: "overview-failing",
    address: "#/projects/unsteady/overview",
    prepare: async (page) => {
      await drawn(page);
      await page
        .getByRole("region", { name: "Health" })
        .getByText(/^Identity server failing/u)
        .first()
        .waitFor({ timeout: failsWithinMs });
    },
  },
];
