// Where something is.

/** A point on the earth, in degrees. North and east are positive. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** A part of the world whose networks are alike. */
export type WorldRegion =
  | "africa"
  | "asia"
  | "europe"
  | "middle-east"
  | "north-america"
  | "oceania"
  | "south-america";

/** A point on the earth and whose networks lead there. */
export interface Place extends Position {
  /** ISO 3166-1 alpha-2, in upper case. */
  readonly country: string;
  readonly worldRegion: WorldRegion;
}

/** Who has a site where an edge can run. `colocation`: a data centre that lets space to anyone, where many carriers meet. */
export type Cloud =
  | "aws"
  | "azure"
  | "gcp"
  | "fly"
  | "hetzner"
  | "ovh"
  | "vultr"
  | "digitalocean"
  | "colocation";

/** A city with data centres, in which an edge can run. */
export interface Metro extends Place {
  /** The IATA code of the city or of its airport, in lower case: `fra`. */
  readonly code: string;
  /** The name of the city. */
  readonly name: string;
  /** Who has a site there. */
  readonly clouds: readonly Cloud[];
}

/** The people of one cell of one degree by one degree, in one country. */
export interface Cell extends Place {
  /** How many. Its position is the middle of where they live. */
  readonly people: number;
}
