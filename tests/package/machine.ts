import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user's machine on which nothing of ours was ever installed: an empty home, cache and prefix, and one Node. */
export interface Machine {
  readonly folder: string;
  /** Where `npm install --global` installs. */
  readonly prefix: string;
  run(command: string, parameters: readonly string[], cwd?: string): Promise<Run>;
  /** Starts a server, and ends it by SIGTERM after `use`, which gets its address. Resolves to its exit code. */
  serve(parameters: readonly string[], use: (url: string) => Promise<void>): Promise<number | null>;
  /** What lies in the home folder. */
  home(): Promise<string[]>;
  remove(): Promise<void>;
}

const NPM = process.env['npm_execpath'];

/** How this machine reaches the registry is no part of what is tried. */
function wayToRegistry(): Record<string, string> {
  const keys = ['registry', 'cafile', 'proxy', 'https-proxy'];
  const lines = execFileSync('npm', ['config', 'get', ...keys], { encoding: 'utf8' }).split('\n');
  const settings = lines.map((line) => line.split(/=(.*)/)).filter(([, value]) => value && value !== 'null');
  const { NODE_EXTRA_CA_CERTS: certificates } = process.env;
  return {
    ...(certificates && { NODE_EXTRA_CA_CERTS: certificates }),
    ...Object.fromEntries(settings.map(([key = '', value = '']) => [`npm_config_${key.replace('-', '_')}`, value])),
  };
}

/** `node` is the program to run everything with. */
export async function cleanMachine(node: string): Promise<Machine> {
  if (!NPM) throw new Error('run this with npm run test:package');
  const folder = await mkdtemp(join(tmpdir(), 'leopard-package-'));
  const at = (name: string) => join(folder, name);
  for (const name of ['bin', 'home', 'temporary']) await mkdir(at(name));
  await symlink(node, at('bin/node'));
  for (const name of ['npm', 'npx']) {
    const program = join(dirname(NPM), `${name}-cli.js`);
    await writeFile(at(`bin/${name}`), `#!/bin/sh\nexec node '${program}' "$@"\n`, { mode: 0o755 });
  }
  const env = {
    ...wayToRegistry(),
    PATH: [at('prefix/bin'), at('bin'), '/usr/bin', '/bin'].join(':'),
    HOME: at('home'),
    TMPDIR: at('temporary'),
    npm_config_prefix: at('prefix'),
    npm_config_cache: at('cache'),
    npm_config_update_notifier: 'false',
  };
  return {
    folder,
    prefix: at('prefix'),
    async run(command, parameters, cwd = folder) {
      const child = spawn(command, parameters, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      return { code: child.exitCode, stdout, stderr };
    },
    async serve(parameters, use) {
      const child = spawn('leopard', ['serve', ...parameters], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const closed = once(child, 'close');
      try {
        for await (const line of createInterface({ input: child.stdout })) {
          const [, url] = /(http:\S+)\/graphql/.exec(line) ?? [];
          if (url === undefined) continue;
          await use(url);
          break;
        }
      } finally {
        child.kill('SIGTERM');
        await closed;
      }
      return child.exitCode;
    },
    home: () => readdir(at('home')),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
