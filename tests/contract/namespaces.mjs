// Who is answered what for a thing that is not hers: one line per operation, frozen. A route that is new or answers
// otherwise fails the contract run until its line is written (run.mjs --freeze) and read by somebody.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../end_to_end/harness.mjs';

const file = join(root, 'tests/contract/namespaces.txt');

export const freeze = (lines) => writeFile(file, `${lines.toSorted().join('\n')}\n`);

export async function compareWithFrozen(lines) {
  const frozen = new Set((await readFile(file, 'utf8')).trimEnd().split('\n'));
  const seen = new Set(lines);
  return [
    ...lines.filter((line) => !frozen.has(line)).map((line) => `not frozen: ${line}`),
    ...[...frozen].filter((line) => !seen.has(line)).map((line) => `frozen, not seen: ${line}`),
  ];
}
