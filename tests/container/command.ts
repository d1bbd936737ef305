// npm run test:container
// Installs the tree of deploy/Dockerfile by its own commands, and runs it as an engine would: another user, a root that is only read, one
// volume. Linux, as root; needs the npm registry.
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sizeOf } from '../package/installed.js';
import { readDockerfile } from './dockerfile.js';
import { SealedRoot } from './sealed-root.js';

/** MiB, without Node and the base image. */
const ROOM = 420;
/** DRAIN_SECONDS and what `docker stop` should wait beyond them. */
const STOP_SECONDS = 15;

if (process.platform !== 'linux' || process.getuid?.() !== 0) {
  process.stdout.write(
    'npm run test:container needs Linux and root: it mounts file systems in a namespace of its own.\n',
  );
  process.exit(2);
}

const say = (line: string) => process.stdout.write(`  ok    ${line}\n`);

async function finished(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  if (!child.stdout || !child.stderr) throw new Error('no pipes');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, output: `${stdout}${stderr}` };
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no pipe');
  child.stderr?.resume();
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /(http:\S+)\/graphql/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('the server ended before it listened');
}

const image = await readDockerfile();
const install = /npm install --global.*$/.exec(image.build.at(-1) ?? '')?.[0];
assert.ok(install, 'the last command of the build stage installs the package');
const sealed = await SealedRoot.make(image);
try {
  const checkout = fileURLToPath(new URL('../../', import.meta.url));
  execFileSync('sh', ['-c', install.replaceAll(/\/leopard(?=[ /])/g, sealed.tree)], { cwd: checkout, stdio: 'pipe' });
  await sealed.addNode();
  const { total } = await sizeOf(`${sealed.tree}/lib`);
  assert.ok(total < ROOM, `${total} MiB`);
  say(`installed by the Dockerfile's command: ${Math.round(total)} MiB beside Node`);

  const leopard = image.entrypoint;
  const identity = await finished(
    sealed.run([
      'sh',
      '-c',
      'id -u; for place in / /usr/local /tmp /etc /home; do touch $place/x 2>/dev/null && echo "wrote $place"; done; touch /data/x && rm /data/x && echo data',
    ]),
  );
  assert.equal(identity.output, `${image.user.split(':')[0]}\ndata\n`);
  say(`runs as ${image.user}; nothing but /data can be written`);

  const open = { ALLOW_OPEN_ACCESS: 'true', PORT: '0' };
  const refused = await finished(sealed.run([...leopard, 'serve'], { PORT: '0' }));
  assert.match(refused.output, /ACCESS_UNPROTECTED/);
  say('without a key, or an explicit word, it lets nobody in from outside');

  const quickstart = await finished(sealed.run([...leopard, 'quickstart', '--once'], open));
  assert.equal(quickstart.code, 0, quickstart.output);
  assert.match(quickstart.output, /^ +1 +0\.\d{3} +Leopard phone case /m);
  say('leopard quickstart --once');

  const server = sealed.run([...leopard, 'serve'], open);
  const url = await addressOf(server);
  const query =
    '{ search(instruction: "a red mug with hearts", limit: 3) { hits { score image { fileName url(width: 300) } } } }';
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = (await answer.json()) as { data: { search: { hits: { image: { url: string } }[] } } };
  assert.equal(data.search.hits.length, 3);
  assert.equal((await fetch(data.search.hits[0]?.image.url ?? '')).status, 200);
  say('a search, and a resized picture');

  const { port } = new URL(url);
  const health = await finished(sealed.run(image.healthcheck, { PORT: port }));
  assert.equal(health.code, 0, health.output);
  assert.equal((await finished(sealed.run(image.healthcheck, { PORT: '1' }))).code, 1);
  say('the healthcheck tells a server that answers from one that does not');

  const pid = execFileSync('pgrep', ['-P', String(server.pid)], { encoding: 'utf8' }).trim();
  const asked = performance.now();
  process.kill(Number(pid), 'SIGTERM');
  await once(server, 'close');
  const seconds = (performance.now() - asked) / 1000;
  assert.equal(server.exitCode, 0);
  assert.ok(seconds < STOP_SECONDS, `${seconds} s`);
  say(`SIGTERM to process 1: ended in ${seconds.toFixed(1)} s`);
} finally {
  await sealed.remove();
}
