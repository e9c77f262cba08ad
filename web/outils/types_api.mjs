// Writes src/api.gen.ts from the HTTP contract: one exported type per schema. The contract keeps to the part of
// JSON Schema read here; a word this generator does not know stops the build instead of becoming `unknown`.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";

const contract = new URL("../../server/http/openapi.yaml", import.meta.url);
const target = new URL("../src/api.gen.ts", import.meta.url);

const silent = new Set([
  "description",
  "title",
  "example",
  "examples",
  "default",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "contentEncoding",
  "contentMediaType",
  "readOnly",
  "writeOnly",
  "deprecated",
  "$comment",
  "propertyNames",
]);
const spoken = new Set([
  "type",
  "enum",
  "const",
  "$ref",
  "properties",
  "required",
  "items",
  "additionalProperties",
  "oneOf",
  "anyOf",
  "allOf",
  "prefixItems",
  "discriminator",
]);

function shape(schema, path) {
  if (schema === true) return "unknown";
  for (const word of Object.keys(schema)) {
    if (!silent.has(word) && !spoken.has(word)) throw new Error(`${path}: mot inconnu « ${word} »`);
  }
  if (schema.$ref) return schema.$ref.replace("#/components/schemas/", "");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.oneOf ?? schema.anyOf)
    return (schema.oneOf ?? schema.anyOf).map((s, i) => shape(s, `${path}/${i}`)).join(" | ");
  if (schema.allOf) return schema.allOf.map((s, i) => `(${shape(s, `${path}/${i}`)})`).join(" & ");
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return types.map((type) => simple(type, schema, path)).join(" | ");
}

function simple(type, schema, path) {
  switch (type) {
    case "string":
    case "boolean":
    case "null":
      return type;
    case "integer":
    case "number":
      return "number";
    case "array":
      if (schema.prefixItems) return `[${schema.prefixItems.map((s, i) => shape(s, `${path}/${i}`)).join(", ")}]`;
      return `Array<${schema.items ? shape(schema.items, `${path}/items`) : "unknown"}>`;
    case "object":
      return object(schema, path);
    default:
      if (schema.properties) return object(schema, path);
      if (type === undefined) return "unknown";
      throw new Error(`${path}: type inconnu « ${type} »`);
  }
}

function object(schema, path) {
  const required = new Set(schema.required ?? []);
  const lines = Object.entries(schema.properties ?? {}).map(
    ([name, inner]) => `${JSON.stringify(name)}${required.has(name) ? "" : "?"}: ${shape(inner, `${path}/${name}`)};`,
  );
  const extra = schema.additionalProperties;
  if (extra && typeof extra === "object") lines.push(`[key: string]: ${shape(extra, `${path}/*`)};`);
  if (extra === true && lines.length === 0) return "Record<string, unknown>";
  return lines.length ? `{ ${lines.join(" ")} }` : "Record<string, never>";
}

if (!existsSync(contract)) throw new Error("server/http/openapi.yaml manque");
const document = parse(readFileSync(contract, "utf8"));
const schemas = document.components?.schemas ?? {};
const types = Object.entries(schemas).map(([name, schema]) => `export type ${name} = ${shape(schema, name)};`);
const text = `// Made from server/http/openapi.yaml by outils/types_api.mjs; never edited, never committed.\n${types.join("\n")}\n`;
if (!existsSync(target) || readFileSync(target, "utf8") !== text) writeFileSync(target, text);
