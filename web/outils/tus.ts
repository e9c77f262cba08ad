// tus-js-client as its authors wrote it, without what it carries for browsers that know neither URL nor btoa: 9 KB fewer
// on the phone. Its behaviour is the library's; only two helpers are the browser's own.
import { fileURLToPath } from "node:url";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const tusAlias = [
  { find: /^tus-js-client$/, replacement: here("../node_modules/tus-js-client/lib/browser/index.js") },
  { find: /^url-parse$/, replacement: here("../src/commun/tus/url_parse.ts") },
  { find: /^js-base64$/, replacement: here("../src/commun/tus/js_base64.ts") },
];
