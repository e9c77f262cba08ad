// server/http/openapi.yaml as a judge: what an answer may be, and which operations were put to the test.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../end_to_end/harness.mjs';
import { parseYaml, webRequire } from './client.mjs';

const Ajv = webRequire('ajv/dist/2020').default;

// One spelling for any bytes: no padding, and the bits that fill the last character are zero.
const isB64 = (text) => Buffer.from(text, 'base64url').toString('base64url') === text;
const methods = ['get', 'head', 'post', 'put', 'patch', 'delete'];

// On every answer, whatever it is; `original` alone says more about a file that is somebody else's.
const surface = {
  'content-security-policy': /^default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'$|^sandbox;/,
  'cache-control': /^no-store$/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-embedder-policy': /^require-corp$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /^camera=\(\), microphone=\(\), geolocation=\(\)/,
  'strict-transport-security': /^max-age=63072000; includeSubDomains$/,
};
// What would tell one answer from another's, or outlive it.
const unsaid = ['etag', 'last-modified', 'server', 'x-powered-by', 'access-control-allow-origin'];

export function judgeSurface({ headers }) {
  const complaints = Object.entries(surface).filter(([name, pattern]) => !pattern.test(headers[name] ?? ''))
    .map(([name]) => `header ${name}: « ${headers[name]} »`);
  complaints.push(...unsaid.filter((name) => name in headers).map((name) => `header ${name} is there`));
  for (const cookie of headers['set-cookie'] ?? []) {
    if (!/^__Host-dsco=[\w-]*; Path=\/; Secure; HttpOnly; SameSite=Strict(; Max-Age=0)?$/.test(cookie)) complaints.push(`cookie ${cookie.replace(/=[^;]*/, '=…')}`);
  }
  return complaints;
}

// The document describes what is there; an answer that says more says what no page was told about.
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, inner]) => [name, closed(inner)]));
  if (copy.type === 'object' && copy.properties && !('additionalProperties' in copy)) copy.additionalProperties = false;
  return copy;
}

export class Contract {
  static async read() {
    return new Contract(parseYaml(await readFile(join(root, 'server/http/openapi.yaml'), 'utf8')));
  }

  constructor(document) {
    const ajv = new Ajv({ allErrors: true, strict: true });
    ajv.addFormat('b64', isB64).addKeyword('components');
    const open = document.components;
    const shut = { schemas: closed(open.schemas) };
    const compile = (schema, components) => ajv.compile({ ...schema, components: { schemas: components.schemas } });
    const resolve = (node) => (node?.$ref ? node.$ref.slice(2).split('/').reduce((at, name) => at[name], document) : node);

    this.operations = [];
    for (const [path, item] of Object.entries(document.paths)) {
      for (const method of methods.filter((word) => item[word])) {
        const operation = item[method];
        const body = operation.requestBody?.content?.['application/json']?.schema;
        const responses = new Map();
        for (const [status, response] of Object.entries(operation.responses)) {
          const media = new Map(Object.entries(resolve(response).content ?? {}).map(([type, { schema }]) => [type, schema ? compile(closed(schema), shut) : null]));
          responses.set(Number(status), media);
        }
        this.operations.push({
          id: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path, who: operation['x-who'], responses,
          takesJson: Boolean(body), body: body && compile(body, open), seen: new Map(),
          pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
        });
      }
    }
  }

  find(method, path) {
    const plain = path.split('?')[0];
    const operation = this.operations.find((one) => one.method === method && one.pattern.test(plain));
    if (!operation) throw new Error(`not in the document: ${method} ${plain}`);
    return operation;
  }

  // What is wrong with this answer, one line each.
  judge(method, path, sent, answer) {
    const operation = this.find(method, path);
    const complaints = judgeSurface(answer);
    const { status } = answer;
    operation.seen.set(status, (operation.seen.get(status) ?? 0) + 1);
    const media = operation.responses.get(status);
    if (!media) return [`status ${status} is not in the document: ${answer.bytes.toString().slice(0, 200)}`];
    const type = answer.headers['content-type']?.split(';')[0] ?? '';
    if (media.size === 0) {
      if (answer.bytes.length > 0 && method !== 'HEAD') complaints.push(`${status}: a body where the document has none`);
    } else if (!media.has(type)) {
      complaints.push(`${status}: media type « ${type} » instead of ${[...media.keys()].join(', ')}`);
    } else if (media.get(type)) {
      const validate = media.get(type);
      if (answer.json === undefined) complaints.push(`${status}: not JSON`);
      else if (!validate(answer.json)) complaints.push(...validate.errors.map((error) => `${status}: ${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`));
    }
    if (type === 'application/problem+json' && method !== 'HEAD' && answer.json?.status !== status) complaints.push(`${status}: the Problem says ${answer.json?.status}`);
    // A body the box accepted is one the document allows.
    if (status < 300 && operation.body && !operation.body(sent)) complaints.push(...operation.body.errors.map((error) => `accepted request: ${error.instancePath || '/'} ${error.message}`));
    return complaints;
  }
}
