// Takes each counter of mutants.mjs away, alone, in a copy of the tree, and shows that its row turns red and no other does.
// The copy and its build stay in build/mutate, so that a second run compiles what changed only.
//   node tests/attacks/mutate.mjs [A01 A14 …] [--by=bytes|vault|box|browser]
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mutants } from './mutants.mjs';

const run = promisify(execFile);
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const tree = join(root, 'build', 'mutate', 'tree');
const build = join(root, 'build', 'mutate', 'build');
const words = process.argv.slice(2);
const only = words.filter((word) => /^A\d\d$/.test(word));
const by = words.find((word) => word.startsWith('--by='))?.slice(5);
const runners = ['bytes', 'vault', 'box', 'browser']; // one after the other: the pages are built again once, after the vault's
const chosen = runners.flatMap((runner) => mutants.filter((one) => one.by === runner && (!only.length || only.includes(one.row)) && (!by || by === runner)));

// Files written only when they differ: their dates are what the build goes by.
async function copyTree() {
  const { stdout } = await run('git', ['ls-files', '-z'], { cwd: root, maxBuffer: 64 << 20 });
  for (const name of stdout.split('\0').filter(Boolean)) {
    const [from, to] = [join(root, name), join(tree, name)];
    if (!existsSync(from)) continue;
    const bytes = await readFile(from);
    if (existsSync(to) && bytes.equals(await readFile(to))) continue;
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, bytes);
  }
  await rm(join(tree, 'web/node_modules'), { force: true, recursive: false }).catch(() => {});
  await symlink(join(root, 'web/node_modules'), join(tree, 'web/node_modules')).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  // As new as the copy of package.json: the build would install them again, into the tree this one was copied from.
  await utimes(join(root, 'web/node_modules/.package-lock.json'), new Date(), new Date());
}

const program = ['dossiersco', 'dossiersco-worker'];
const targets = { bytes: ['attacks'], vault: [], box: program, browser: program };
async function compile(runner) {
  if (!targets[runner].length) return;
  if (!existsSync(join(build, 'build.ninja')))
    await run('cmake', ['-G', 'Ninja', '-S', tree, '-B', build, '-DCMAKE_BUILD_TYPE=Debug', '-DCMAKE_CXX_COMPILER=clang++'], { maxBuffer: 64 << 20 });
  await run('cmake', ['--build', build, '-j', String(Math.min(2, cpus().length)), '--target', ...targets[runner]], { maxBuffer: 64 << 20 });
}

// The rows that are red, of the runner's own.
async function reds(runner) {
  const env = { ...process.env, DOSSIERSCO: join(build, 'dossiersco') };
  const [program, args] = runner === 'bytes' ? [join(build, 'attacks'), []] : ['node', [join(tree, 'tests/attacks', `${runner}.mjs`)]];
  const { stdout } = await run(program, args, { cwd: tree, env, maxBuffer: 64 << 20, timeout: 300_000 }).catch((error) => error);
  const lines = (stdout ?? '').split('\n').filter(Boolean).map((line) => JSON.parse(line));
  if (!lines.length) throw new Error(`the runner ${runner} said nothing`);
  return [...new Set(lines.filter((line) => !line.refused || !line.twin).map((line) => line.row))].sort();
}

async function apply({ edits }) {
  const before = new Map();
  for (const { file, from, to } of edits) {
    const path = join(tree, file);
    const text = await readFile(path, 'utf8');
    if (!before.has(path)) before.set(path, text);
    if (text.split(from).length !== 2) throw new Error(`${file}: « ${from.slice(0, 60)} » stands ${text.split(from).length - 1} times`);
    await writeFile(path, text.replace(from, () => to));
  }
  return async () => {
    for (const [path, text] of before) await writeFile(path, text);
  };
}

await copyTree();
for (const runner of new Set(chosen.map((one) => one.by))) {
  await compile(runner);
  const already = await reds(runner);
  if (already.length) throw new Error(`${runner}: red before anything is taken away: ${already.join(' ')}`);
}

const proved = new Map();
for (const mutant of chosen) {
  let said;
  let undo = async () => {};
  try {
    undo = await apply(mutant);
    await compile(mutant.by);
    const red = await reds(mutant.by);
    said = red.length === 1 && red[0] === mutant.row ? 'proved' : `NOT PROVED: red ${red.join(' ') || 'nowhere'}`;
  } catch (error) {
    said = `NOT PROVED: ${String(error.stderr || error.stdout || error.message).split('\n').filter((line) => /error|Error|stands/.test(line)).slice(0, 2).join(' ') || error.message.slice(0, 200)}`;
  }
  await undo();
  proved.set(mutant.row, (proved.get(mutant.row) ?? true) && said === 'proved');
  console.log(`${mutant.row} ${mutant.by.padEnd(6)} ${said}  ${mutant.edits[0].file}`);
}
const good = [...proved.values()].filter(Boolean).length;
console.log(`${good} passed, ${proved.size - good} failed — ${good}/60 counters proved`);
process.exitCode = good === proved.size ? 0 : 1;
