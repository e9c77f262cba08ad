// The README's first command, and what an operator types.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { closeBrowser, freshPage, look, program, root } from './harness.mjs';

const run = promisify(execFile);
let folder;
let state;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossiersco-demo-'));
  state = join(folder, 'etat');
});
const children = [];
after(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await closeBrowser();
  await rm(folder, { recursive: true, force: true });
});

// `bash packaging/demo.sh` until it says how to stop it.
async function demo(...words) {
  const child = spawn('bash', [join(root, 'packaging', 'demo.sh'), '--listen', '127.0.0.1:0', ...words], { env: { ...process.env, DOSSIERSCO_STATE: state }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  let said = '';
  let complained = '';
  child.stderr.on('data', (text) => { complained += text; });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => { said += text; if (said.includes('Arrêter')) resolve(); });
    exited.then((code) => reject(new Error(`demo.sh stopped (${code}): ${complained}`)));
  });
  return { said, origin: /http:\/\/localhost:\d+/.exec(said)[0], stop: async () => { child.kill('SIGTERM'); return exited; } };
}

test('it serves an invented collège and says whom to try, how to stop and how to begin again', async () => {
  const first = await demo();
  for (const word of ['Familles', 'Secrétariat', 'Infirmière', 'Ctrl-C', '--reset', '/a#1.']) assert.ok(first.said.includes(word), word);
  const page = await freshPage();
  for (const [path, name] of [['/', '01-familles'], ['/agent', '01-secretariat'], ['/infirmerie', '01-infirmerie']]) {
    await page.goto(first.origin + path);
    await page.getByLabel('Identifiant').waitFor();
    await look(page, name);
  }
  assert.deepEqual(page.complaints, []);
  assert.equal(await first.stop(), 0, 'SIGTERM is a clean stop');

  const started = Date.now();
  const second = await demo();
  console.log(`# second start: ${((Date.now() - started) / 1000).toFixed(1)} s`);
  const people = (said) => said.replace(/localhost:\d+/g, '');
  assert.equal(people(second.said), people(first.said), 'the same people live there');
  await second.stop();

  const third = await demo('--reset');
  assert.notEqual(people(third.said), people(first.said), 'a reset invents new codes');
  await third.stop();
});

test('without JavaScript the page says what to do', async () => {
  const again = await demo();
  const page = await freshPage(undefined, { javaScriptEnabled: false });
  await page.goto(again.origin);
  const text = await page.locator('body').innerText();
  assert.match(text, /secrétariat/i);
  await again.stop();
});

test('every command has its help, its exit codes and its JSON', async () => {
  assert.match((await run(program, ['--version'])).stdout, /^\d+\.\d+\.\d+/);
  for (const command of ['serve', 'init', 'demo', 'import', 'check', 'doctor', 'invite', 'campagne'])
    assert.match((await run(program, [command, '--help'])).stdout, /--/, command);
  const fails = (code, ...words) => assert.rejects(run(program, words), (error) => error.code === code, words.join(' '));
  await fails(2, 'check', '--type', 'chanson', '/dev/null');
  await fails(2, 'check', '--type', 'rib', join(folder, 'absent.pdf'));
  await fails(2, 'init', '--state', join(folder, 'x'), '--uai', '0009990K');
  await fails(2, 'inconnue');
  await fails(1, 'serve', '--state', join(folder, 'absente'));
  const doctor = JSON.parse((await run(program, ['doctor', '--json', '--state', state])).stdout);
  assert.equal(doctor.ok, true, JSON.stringify(doctor));
  const made = JSON.parse((await run(program, ['init', '--json', '--state', join(folder, 'vraie'), '--uai', '0009990j'])).stdout);
  assert.equal(made.uai, '0009990J');
  assert.deepEqual(made.activations.map((one) => one.role), ['secretariat', 'infirmerie']);
  assert.equal((await stat(made.key)).mode & 0o777, 0o400, 'the key is for its owner alone');
  await fails(1, 'init', '--state', join(folder, 'vraie'), '--uai', '0009990J');
});
