// How the files of the Console are sent: compressed where the client allows it and it saves something.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pageResponse, readPage, type PageFiles } from "../../src/control/api/page.ts";

const script = "export const words = 'the same words again and again';\n".repeat(50);
let folder: string;
let files: PageFiles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-page-"));
  await writeFile(join(folder, "long.js"), script);
  await writeFile(join(folder, "icon.svg"), "<svg/>");
  files = await readPage(pathToFileURL(`${folder}/`));
});
afterAll(() => rm(folder, { recursive: true }));

function sent(path: string, acceptEncoding: string | undefined): Response {
  const response = pageResponse(files, path, acceptEncoding);
  if (response === undefined) throw new Error(`no ${path}`);
  return response;
}

test.each(["gzip", "br, GZIP;q=0.5", "deflate,gzip ; q=1"])(
  "A file is compressed for a client that accepts %s.",
  async (acceptEncoding) => {
    const { headers, body } = sent("long.js", acceptEncoding);
    const bytes = Buffer.from(await new Response(body).arrayBuffer());
    expect(headers.get("Content-Encoding")).toBe("gzip");
    expect(headers.get("Vary")).toBe("Accept-Encoding");
    expect(headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
    expect(Number(headers.get("Content-Length"))).toBe(bytes.byteLength);
    expect(bytes.byteLength).toBeLessThan(script.length / 5);
    expect(gunzipSync(bytes).toString()).toBe(script);
  },
);

test.each([undefined, "", "br", "gzip;q=0", "gzip; q=0.000", "not-gzip"])(
  "A file is sent as it is to a client that accepts %s.",
  async (acceptEncoding) => {
    const response = sent("long.js", acceptEncoding);
    expect(response.headers.get("Content-Encoding")).toBeNull();
    // A cache between must not give this answer to a client that accepts more.
    expect(response.headers.get("Vary")).toBe("Accept-Encoding");
    expect(Number(response.headers.get("Content-Length"))).toBe(script.length);
    expect(await response.text()).toBe(script);
  },
);

test("A file that compression would make longer is sent as it is.", async () => {
  const response = sent("icon.svg", "gzip");
  expect(response.headers.get("Content-Encoding")).toBeNull();
  expect(response.headers.get("Vary")).toBeNull();
  expect(await response.text()).toBe("<svg/>");
});
