// Backups: made while the box serves, opened by the paper alone, restored into a box that goes on.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Box, cli, program } from './harness.mjs';

let box, folder, kept, paper, made;

// Runs to its end: what it printed, its exit code; `killAfter` milliseconds, it is killed outright.
function run(words, { input = '', killAfter } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '', err = '';
    child.stdout.on('data', (text) => { out += text; });
    child.stderr.on('data', (text) => { err += text; });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.once('close', (code, signal) => { clearTimeout(timer); resolve({ code, signal, out, err, refusal: /\((\w+)\)\s*$/.exec(err)?.[1] }); });
  });
}
const restore = (file, key, words, options) => run(['restore', file, '--secrets', '0', '--json', ...words], { input: `${key}\n`, ...options });
const backup = (words = [], options) => run(['backup', '--state', box.state, '--to', kept, '--json', ...words], options);

before(async () => {
  box = await Box.demo();
  folder = await mkdtemp(join(tmpdir(), 'dossiersco-sauvegarde-'));
  kept = join(folder, 'gardees');
  await mkdir(kept);
});
after(async () => {
  await box.stop();
  await rm(folder, { recursive: true, force: true });
});

test('without its key no backup is made', async () => {
  assert.equal((await backup()).refusal, 'cle_de_sauvegarde_absente');
  assert.deepEqual(await readdir(kept), []);
});

test('the private half is printed, and is nowhere on the box', async () => {
  paper = await cli('backup', 'new-key', '--state', box.state, '--json');
  assert.match(paper.cle, /^([0-9A-Z]{4}-){13}[0-9A-Z]{4}$/);
  const printed = await run(['backup', 'new-key', '--state', box.state]);
  const shown = /^ {2}(([0-9A-Z]{4}-){13}[0-9A-Z]{4})$/m.exec(printed.out)[1];
  assert.notEqual(shown, paper.cle, 'a new key each time');
  assert.ok(printed.out.includes('█'), 'and its square');
  paper = { cle: shown, empreinte: /empreinte (\S+)/.exec(printed.out)[1] };
  for (const name of await readdir(box.state)) {
    const bytes = await readFile(join(box.state, name));
    assert.ok(!bytes.includes(shown.replaceAll('-', '')) && !bytes.includes(shown), name);
  }
});

test('a backup is made while the box serves and is written to', async () => {
  let going = true, answers = 0;
  const asking = (async () => {
    // A refused sign-in is a write in the base.
    while (going) {
      const answer = await fetch(`${box.origin}/api/v1/session`, {
        method: 'POST', headers: { 'Content-Type': 'application/json', 'X-DSCO': '1', Origin: box.origin },
        body: JSON.stringify({ identifiant: 'ZZZZZZZZZZ', k_auth: Buffer.alloc(32).toString('base64url') }),
      });
      if (answer.status < 500) answers += 1;
    }
  })();
  const { code, out, err } = await backup();
  going = false;
  await asking;
  assert.equal(code, 0, err);
  made = JSON.parse(out);
  assert.ok(answers > 0, 'the box went on answering');
  assert.equal(made.empreinte, paper.empreinte);
  assert.equal(made.nombres.eleves, 60);
  assert.ok(made.nombres.journal > 0);
  // A later one of the same day takes its place.
  await cp(made.fichier, join(folder, 'premiere.dscosav'));
  made.fichier = join(folder, 'premiere.dscosav');
  assert.deepEqual((await readdir(box.state)).filter((name) => name.includes('tmp')), [], 'no copy is left behind');
});

test('a drill opens it all, and tells its date and counts', async () => {
  const drill = await restore(made.fichier, paper.cle.toLowerCase().replaceAll('-', ' '), ['--drill']);
  assert.equal(drill.code, 0, drill.err);
  const told = JSON.parse(drill.out);
  assert.deepEqual(told.nombres, made.nombres);
  assert.equal(told.uai, '0009990J');
  assert.match(told.jour, /^\d{4}-\d\d-\d\d$/);
});

test('another sheet, a slip of the pen, a torn or spoilt file: a code each, and nothing is made', async () => {
  const target = join(folder, 'refusee');
  const tried = async (file, key) => {
    const answer = await restore(file, key, ['--state', target]);
    assert.equal(answer.code, 1);
    assert.ok(!existsSync(target) && !existsSync(`${target}.key`) && !existsSync(`${target}.restauration`));
    return answer.refusal;
  };
  const slip = `${paper.cle.slice(0, 7)}${paper.cle[7] === 'A' ? 'B' : 'A'}${paper.cle.slice(8)}`;
  assert.equal(await tried(made.fichier, slip), 'feuille_mal_recopiee');
  assert.equal(await tried(made.fichier, 'ABCD'), 'feuille_mal_recopiee');
  const other = await Box.empty();
  const foreign = await cli('backup', 'new-key', '--state', other.state, '--json');
  assert.equal(await tried(made.fichier, foreign.cle), 'feuille_etrangere');
  const whole = await readFile(made.fichier);
  const bent = join(folder, 'abimee.dscosav');
  const chunk = 65536 + 17, head = 153;
  for (const length of [0, 20, head, head + chunk, head + 3 * chunk, whole.length - 1, whole.length - 17]) {
    await writeFile(bent, whole.subarray(0, length));
    assert.equal(await tried(bent, paper.cle), 'sauvegarde_abimee', `cut at ${length}`);
  }
  for (const at of [9, 50, 90, 140, head, head + 40, head + chunk + 5, whole.length - 1]) {
    const changed = Buffer.from(whole);
    changed[at] ^= 1;
    await writeFile(bent, changed);
    assert.ok(['sauvegarde_abimee', 'feuille_etrangere'].includes(await tried(bent, paper.cle)), `byte ${at}`);
  }
  const swapped = Buffer.concat([whole.subarray(0, head), whole.subarray(head + chunk, head + 2 * chunk), whole.subarray(head, head + chunk), whole.subarray(head + 2 * chunk)]);
  await writeFile(bent, swapped);
  assert.equal(await tried(bent, paper.cle), 'sauvegarde_abimee', 'two chunks exchanged');
  await writeFile(bent, 'Bonjour. '.repeat(100));
  assert.equal(await tried(bent, paper.cle), 'pas_une_sauvegarde');
  await writeFile(bent, whole);
  assert.equal((await restore(bent, paper.cle, ['--drill'])).code, 0, 'the same bytes, unchanged, open');
  await other.stop();
});

test('over a living box nothing is restored', async () => {
  const answer = await restore(made.fichier, paper.cle, ['--state', box.state]);
  assert.equal(answer.refusal, 'dossier_occupe');
  assert.equal((await fetch(`${box.origin}/api/v1/accueil`)).status, 200);
});

test('a target put in the place of the box\'s own: no backup is made for it', async () => {
  const other = await Box.empty();
  await cli('backup', 'new-key', '--state', other.state, '--json');
  const mine = join(box.state, 'sauvegarde.cle'), aside = join(folder, 'sauvegarde.cle');
  await cp(mine, aside);
  const before = (await readdir(kept)).length;
  await cp(join(other.state, 'sauvegarde.cle'), mine);
  assert.equal((await backup()).refusal, 'cle_de_sauvegarde_fausse');
  assert.equal((await readdir(kept)).length, before);
  await cp(aside, mine);
  assert.equal((await backup()).code, 0);
  await other.stop();
});

test('killed at any moment, a restore leaves a whole box or none, and can be run again', async () => {
  const target = join(folder, 'tuee');
  const started = Date.now();
  assert.equal((await restore(made.fichier, paper.cle, ['--drill'])).code, 0);
  const long = Date.now() - started;
  let killed = 0;
  for (let i = 0; i < 12; i += 1) {
    const answer = await restore(made.fichier, paper.cle, ['--state', target], { killAfter: Math.random() * 1.2 * long });
    if (answer.signal) killed += 1;
    if (existsSync(target)) {
      assert.equal((await run(['audit', 'verify', '--state', target])).code, 0);
      await rm(target, { recursive: true });
      await rm(`${target}.key`);
    }
  }
  assert.ok(killed > 0, 'some were killed');
  assert.equal((await restore(made.fichier, paper.cle, ['--state', target])).code, 0);
  assert.equal((await run(['audit', 'verify', '--state', target])).code, 0);
});

test('killed at any moment, a backup leaves no file that passes for one', async () => {
  for (let i = 0; i < 6; i += 1) await backup([], { killAfter: Math.random() * 400 });
  for (const name of (await readdir(kept)).filter((one) => one.endsWith('.dscosav')))
    assert.equal((await restore(join(kept, name), paper.cle, ['--drill'])).code, 0, name);
  assert.equal((await backup()).code, 0);
});

test('fourteen days, six weeks, and what is not ours is left alone', async () => {
  const at = (days) => `dossiersco-0009990J-${new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)}T020000Z.dscosav`;
  for (let days = 1; days < 80; days += 1) await writeFile(join(kept, at(days)), '');
  await writeFile(join(kept, 'notes.txt'), '');
  await writeFile(join(kept, at(79).replace('0009990J', '0009991K')), '');
  assert.equal((await backup()).code, 0);
  const names = await readdir(kept);
  const mine = names.filter((name) => name.startsWith('dossiersco-0009990J') && name.endsWith('.dscosav'));
  const days = mine.map((name) => Math.round((Date.now() - Date.parse(name.slice(20, 30))) / 86_400_000)).sort((a, b) => a - b);
  assert.equal(mine.length, 20, String(days));
  assert.ok(Math.max(...days) <= 56, String(days));
  assert.ok(names.includes('notes.txt') && names.some((name) => name.includes('0009991K')));
});

test('the restored box serves, with the same people, and its journal goes on', async () => {
  const again = new Box(folder, join(folder, 'tuee'), box.people);
  await again.start();
  assert.equal((await (await fetch(`${again.origin}/api/v1/accueil`)).json()).nom, 'Collège des Tilleuls');
  await again.terminate();
  assert.equal((await run(['campagne', '--state', again.state, '--etat', 'fermee'])).code, 0);
  assert.equal((await run(['audit', 'verify', '--state', again.state])).code, 0);
});
