// node embarquer.mjs FOLDER OUTPUT.cpp: the built pages as one table inside the program. The assembler takes the bytes
// as they are (.incbin), so a change of the pages compiles this one file again and nothing of the house.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";

const mediaTypes = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".png": "image/png",
};

const [folder, output] = process.argv.slice(2).map((word) => resolve(word));
const manifest = readFileSync(join(folder, "manifeste.txt"), "utf8");
const lines = manifest.trimEnd().split("\n").slice(1);
const policies = new Map();
for (const line of lines) {
  const policy = /^csp (\S+) (.+)$/.exec(line);
  if (policy) policies.set(policy[1], policy[2]);
}

const literal = (text) => JSON.stringify(text); // ASCII only: names and policies have no other character
const blobs = [];
// The symbols of one file's bytes; "" when there is no such file.
function blob(path) {
  if (!existsSync(path)) return "{}";
  const name = `dossiersco_page_${blobs.length}`;
  blobs.push({ name, path });
  return `between(${name}, ${name}_end)`;
}

const rows = [];
for (const line of lines) {
  const file = /^([0-9a-f]{96}) (\S+)$/.exec(line);
  if (!file) continue;
  const [, sha384, name] = file;
  const path = join(folder, name);
  const type = mediaTypes[extname(name)];
  if (!type) throw new Error(`no media type for ${name}`);
  if (createHash("sha384").update(readFileSync(path)).digest("hex") !== sha384)
    throw new Error(`${name} is not what the manifest says`);
  const fields = [
    literal(name),
    literal(type),
    literal(policies.get(name) ?? ""),
    literal(sha384),
    blob(path),
    blob(`${path}.gz`),
    blob(`${path}.br`),
  ];
  rows.push(`      {${fields.join(", ")}},`);
}
const whole = blob(join(folder, "manifeste.txt"));

writeFileSync(
  output,
  `// Written by web/outils/embarquer.mjs.
#include "server/http/bundle.h"

asm(R"(.pushsection .rodata
${blobs.map(({ name, path }) => `.balign 16\n${name}: .incbin ${literal(path)}\n${name}_end: .byte 0`).join("\n")}
.popsection)");

extern "C" {
extern const char ${blobs.map(({ name }) => `${name}[], ${name}_end[]`).join(", ")};
}

namespace server::http {
namespace {

std::string_view between(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }

}  // namespace

const Bundle& bundle() {
  static const Embedded files[] = {
${rows.join("\n")}
  };
  static const Bundle all{files, ${whole}, ${literal(createHash("sha384").update(manifest).digest("hex"))}};
  return all;
}

}  // namespace server::http
`,
);
