// Runs the stories one after the other (each has its own server and browser) and closes on "N passed, N failed".
//   node tests/end_to_end/run.mjs [name…]
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const files = (await readdir(here))
  .filter((name) => name.endsWith('.story.mjs') && (wanted.length === 0 || wanted.some((word) => name.includes(word))))
  .sort()
  .map((name) => join(here, name));

let passed = 0;
let failed = 0;
const stream = run({ files, concurrency: 1, timeout: 300_000 });
stream.on('test:pass', (event) => { if (event.details.type !== 'suite' && event.nesting === 0) passed += 1; });
stream.on('test:fail', (event) => { if (event.details.type !== 'suite' && event.nesting === 0) failed += 1; });
stream.compose(new spec()).pipe(process.stdout);
stream.on('end', () => {
  setTimeout(() => {
    console.log(`\n${passed} passed, ${failed} failed`);
    process.exit(failed || !passed ? 1 : 0);
  }, 100);
});
