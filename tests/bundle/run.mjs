// The pages as an outsider can hold them to account: two clean builds give one manifest, the program carries exactly
// that, serves exactly that whatever lies beside it, and nothing in it is what no page of ours may hold. Closes on
// "N passed, N failed".
import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Box, closeBrowser, freshPage, program, root } from '../end_to_end/harness.mjs';

const run = promisify(execFile);
const sha384 = (bytes) => createHash('sha384').update(bytes).digest('hex');

let passed = 0;
let failed = 0;
function check(name, complaint) {
  if (complaint) {
    failed += 1;
    console.log(`FAILED ${name}\n       ${complaint}`);
  } else {
    passed += 1;
    if (process.argv.includes('--all')) console.log(`ok     ${name}`);
  }
}

// A clean build, in a folder nobody knows, under another clock, language and umask.
async function buildElsewhere(folder, environment) {
  await mkdir(join(folder, 'server/http'), { recursive: true });
  await copyFile(join(root, 'server/http/openapi.yaml'), join(folder, 'server/http/openapi.yaml'));
  await cp(join(root, 'web'), join(folder, 'web'), {
    recursive: true, filter: (path) => !/\/web\/(node_modules|dist)$|api\.gen\.ts$/.test(path),
  });
  await symlink(join(root, 'web/node_modules'), join(folder, 'web/node_modules'));
  await run('npm', ['run', '--silent', 'build'], {
    cwd: join(folder, 'web'), env: { ...process.env, ...environment, DOSSIERSCO_WEB_OUT: join(folder, 'out') }, maxBuffer: 64 << 20,
  });
  return readFile(join(folder, 'out/manifeste.txt'), 'utf8');
}

function firstDifference(a, b) {
  if (a === b) return '';
  const [left, right] = [a.split('\n'), b.split('\n')];
  const at = left.findIndex((line, i) => line !== right[i]);
  return `line ${at + 1}: « ${left[at]} » / « ${right[at]} »`;
}

const readManifest = (text) => ({
  files: new Map([...text.matchAll(/^([0-9a-f]{96}) (\S+)$/gm)].map(([, hash, name]) => [name, hash])),
  policies: new Map([...text.matchAll(/^csp (\S+) (.+)$/gm)].map(([, name, policy]) => [name, policy])),
});

function get(origin, path, headers = {}) {
  return new Promise((resolve, reject) => {
    request(new URL(path, origin), { headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, bytes: Buffer.concat(parts) }));
    }).on('error', reject).end();
  });
}
const decode = { identity: (bytes) => bytes, gzip: gunzipSync, br: brotliDecompressSync };

// The nurse's page waits for the établissement's choice, and where she reads from her own disk it is never served.
const isKept = (name, { status, headers }) => name === 'infirmerie.html' && status === 303 && headers.location === '/portail';

async function served(origin, { files, policies }, where) {
  for (const [name, hash] of files) {
    for (const [encoding, open] of Object.entries(decode)) {
      if (encoding === 'br' && name === 'lecteur-infirmerie.html') continue; // too large for what it would save
      const answer = await get(origin, `/${name}`, { 'Accept-Encoding': encoding });
      if (isKept(name, answer)) continue;
      const said = answer.headers['content-encoding'] ?? 'identity';
      check(`${where}: ${name} as ${encoding} is what the manifest says`,
        answer.status !== 200 ? `status ${answer.status}` : said !== encoding ? `sent as ${said}`
          : sha384(open(answer.bytes)) !== hash ? 'other bytes' : '');
      const policy = policies.get(name);
      if (policy) check(`${where}: ${name} carries its published policy`, answer.headers['content-security-policy'] === policy ? '' : answer.headers['content-security-policy']);
    }
  }
}

// What no file of ours holds. Each is seen refusing a twin: the real file, with the thing in it.
const gates = [
  ['eval', /\beval\s*\(/, ';eval("1");'],
  ['new Function', /\bnew\s+Function\b|\bFunction\s*\(\s*["'`]/, ';new Function("return 1");'],
  ['innerHTML', /\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|createContextualFragment|document\.write|\bsrcdoc\b/, ';a.innerHTML=b;'],
  ['Math.random', /\bMath\s*\.\s*random\b/, ';Math.random();'],
  // Names of XML namespaces are compared, never fetched.
  ['a third party\'s address', /\b(?:https?|wss?):\/\/(?!www\.w3\.org\/(?:2000\/svg|1998\/Math\/MathML|1999\/(?:xhtml|xlink))\b)|["'`(]\/\/[a-z0-9-]+\.[a-z]/i, ';fetch("https://mesures.example.org/a");'],
  ['WebRTC', /\bRTCPeerConnection\b/, ';new RTCPeerConnection();'],
  ['a source map', /sourceMappingURL/, '\n//# sourceMappingURL=a.js.map'],
];
const breaks = (text) => gates.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);

// A reader of PDF compares addresses that are names, and asks whether it may compile. These two files hold one: what they
// say is not looked at, what they are allowed is. Compiling text and reaching anyone are refused by their policy.
const readsPdf = /^(assets\/dessin\.worker-[\w-]+\.js|lecteur-infirmerie\.html)$/;
const tolerated = new Set(['new Function', "a third party's address"]);
function isShut(policy) {
  const directives = new Map(policy.split(';').map((one) => one.trim().split(' ')).map(([name, ...values]) => [name, values.join(' ')]));
  return directives.get('default-src') === "'none'" && (directives.get('connect-src') ?? "'none'") === "'none'" && !policy.includes("'unsafe-");
}

async function grepped(origin, { files, policies }) {
  const worker = policies.get([...files.keys()].find((name) => /dessin\.worker/.test(name)));
  for (const [what, policy, shut] of [['as published', worker, true], ['that compiles', worker.replace("'wasm-unsafe-eval'", "'unsafe-eval'"), false], ['that reaches', `${worker}; connect-src 'self'`, false], ['that is open', "script-src 'self'", false]]) {
    check(`the policy of what reads PDF, ${what}, is ${shut ? 'accepted' : 'refused'}`, isShut(policy) === shut ? '' : policy);
  }
  for (const name of files.keys()) {
    const text = (await get(origin, `/${name}`)).bytes.toString('utf8');
    const broken = breaks(text).filter((gate) => !(readsPdf.test(name) && tolerated.has(gate)));
    check(`${name} holds nothing it may not`, broken.join(', '));
    if (readsPdf.test(name)) {
      const own = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(text)?.[1];
      check(`${name} neither compiles text nor reaches anyone`, [policies.get(name), ...(name.endsWith('.html') ? [own ?? ''] : [])].every(isShut) ? '' : `${policies.get(name)} / ${own}`);
    }
    for (const [gate, , planted] of gates) {
      if (!name.endsWith('.js')) continue;
      check(`${name} with ${gate} planted in it is refused`, breaks(text + planted).includes(gate) ? '' : 'accepted');
    }
  }
}

// Whoever holds the machine edits what lies beside the program, or serves something else in front of it.
async function besideTheProgram(manifest) {
  const folder = await mkdtemp(join(tmpdir(), 'dossiersco-seul-'));
  const alone = join(folder, 'dossiersco');
  await copyFile(program, alone);
  await copyFile(join(dirname(program), 'dossiersco-worker'), `${alone}-worker`);
  await mkdir(join(folder, 'web/assets'), { recursive: true });
  for (const name of manifest.files.keys()) await writeFile(join(folder, 'web', name), 'planted');
  const box = await Box.empty();
  try {
    box.program = alone;
    await box.start();
    await served(box.origin, manifest, 'planted pages beside the program');
  } finally {
    await box.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

// One altered answer between the box and whoever looks.
async function altered(origin, change) {
  const server = createServer(async (asked, reply) => {
    const answer = await get(origin, asked.url, { 'Accept-Encoding': asked.headers['accept-encoding'] ?? '' });
    const { status = answer.status, bytes = answer.bytes, headers = answer.headers } = change(asked.url, answer) ?? {};
    reply.writeHead(status, { ...headers, 'content-length': bytes.length });
    reply.end(bytes);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

async function sentinel(origin, text) {
  const folder = await mkdtemp(join(tmpdir(), 'dossiersco-sentinelle-'));
  const published = join(folder, 'manifeste.txt');
  await writeFile(published, text);
  const watch = async (address, file = published) => {
    try {
      return { code: 0, ...(await run('bash', [join(root, 'packaging/sentinelle.sh'), address, file])) };
    } catch (error) {
      return error;
    }
  };
  const { files } = readManifest(text);
  const asset = [...files.keys()].find((name) => /^assets\/socle-.*\.js$/.test(name));
  const flip = (bytes) => { const copy = Buffer.from(bytes); copy[copy.length >> 1] ^= 1; return copy; };
  const changes = {
    [`one bit of /${asset}`]: [(url, { bytes }) => (url === `/${asset}` ? { bytes: flip(bytes) } : null), `/${asset} `],
    'the bytes of whoever takes gzip': [(url, { headers, bytes }) => (url === `/${asset}` && headers['content-encoding'] ? { bytes: flip(bytes) } : null), `/${asset} (gzip)`],
    'the page at its address': [(url, { bytes }) => (url === '/famille' ? { bytes: Buffer.concat([bytes, Buffer.from(' ')]) } : null), '/famille '],
    'the home page alone': [(url, { bytes }) => (url === '/' ? { bytes: Buffer.concat([bytes, Buffer.from('<script>1</script>')]) } : null), '/ : la page'],
    'a policy that lets more in': [(url, { headers }) => (url === '/agent' ? { headers: { ...headers, 'content-security-policy': `${headers['content-security-policy']}; script-src *` } } : null), 'Content-Security-Policy'],
    'a file that is gone': [(url) => (url === '/favicon.svg' ? { status: 404 } : null), '/favicon.svg : réponse 404'],
  };
  try {
    const faithful = await altered(origin, () => null);
    for (const [where, address] of [['the box', origin], ['the box behind something faithful', faithful.origin]]) {
      const { code, stdout } = await watch(address);
      check(`the sentinel finds ${where} as published`, code === 0 && stdout.startsWith('Conforme') ? '' : stdout);
    }
    faithful.close();
    for (const [what, [change, told]] of Object.entries(changes)) {
      const liar = await altered(origin, change);
      const { code, stdout } = await watch(liar.origin);
      check(`the sentinel tells ${what}`, code === 1 && stdout.includes('DIFFÈRE') && stdout.includes(told) ? '' : `${code}: ${stdout}`);
      liar.close();
    }
    const { code } = await watch('http://127.0.0.1:1');
    check('the sentinel says when nobody answers', code === 2 ? '' : `code ${code}`);
    const { code: other } = await watch(origin, join(root, 'README.md'));
    check('the sentinel refuses what is no manifest', other === 2 ? '' : `code ${other}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function told(box, text) {
  const short = sha384(text).slice(0, 12);
  const { stdout } = await run(program, ['--version']);
  check('--version names the bundle', stdout.includes(`(paquet ${short})`) ? '' : stdout);
  for (const path of ['/', '/agent', '/portail']) {
    const page = await freshPage();
    await page.goto(`${box.origin}${path}`);
    const footer = await page.locator('.pied-version').textContent();
    check(`the footer of ${path} names the bundle`, footer.includes(short) && page.complaints.length === 0 ? '' : `${footer} ${page.complaints.join(' ')}`);
    await page.context().close();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'dossiersco-paquet-'));
try {
  const one = await buildElsewhere(join(folder, 'un'), { TZ: 'Pacific/Auckland', LANG: 'C' });
  const two = await buildElsewhere(join(folder, 'un autre dossier, plus long'), { TZ: 'America/Cayenne', LANG: 'fr_FR.UTF-8', SOURCE_DATE_EPOCH: '1' });
  check('two clean builds give one manifest', firstDifference(one, two));
  const { stdout: carried } = await run(program, ['manifeste']);
  check('the program carries what the sources build', firstDifference(one, carried));
  const manifest = readManifest(carried);
  check('the manifest names the pages and their policies', manifest.files.size > 10 && [...manifest.files.keys()].every((name) => !/\.html$|worker/.test(name) || manifest.policies.has(name)) ? '' : `${manifest.files.size} files, ${[...manifest.policies.keys()]}`);
  const bent = carried.replace(/^[0-9a-f]/m, (digit) => (digit === '0' ? '1' : '0'));
  check('a manifest of other bytes is told apart', firstDifference(carried, bent) ? '' : 'the same');

  const box = await Box.empty();
  try {
    await box.start();
    await served(box.origin, manifest, 'the box');
    await grepped(box.origin, manifest);
    await told(box, carried);
    await sentinel(box.origin, carried);
  } finally {
    await box.stop();
  }
  await besideTheProgram(manifest);
} catch (error) {
  check('the run', error.stack);
} finally {
  await closeBrowser();
  await rm(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
