// What is published of a release, and compared from outside by packaging/sentinelle.sh: one line per file served and one
// per policy. Nothing in it depends on when, where or by whom the pages were built.
import { createHash } from "node:crypto";

export const sha384 = (bytes: Uint8Array | string) => createHash("sha384").update(bytes).digest("hex");

export function manifeste(files: ReadonlyMap<string, Uint8Array>, policies: Readonly<Record<string, string>>): string {
  const sorted = [...files.keys()].sort();
  return [
    "dossiersco-manifeste 1",
    ...sorted.map((name) => `${sha384(files.get(name) as Uint8Array)} ${name}`),
    ...sorted.filter((name) => policies[name]).map((name) => `csp ${name} ${policies[name]}`),
    "",
  ].join("\n");
}
