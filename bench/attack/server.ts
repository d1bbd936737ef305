import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf } from '../subject.js';

export interface AttackedServer {
  readonly url: string;
  /** Most memory so far of the process and of those below it that run, in MB. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

/** The server of a built checkout, with a key for each client. */
export async function startAttacked(checkout: string, dataFolder: string, settings: Record<string, string>) {
  const program = commandOf(checkout);
  const env = { ...process.env, ...settings, DATA_FOLDER: dataFolder, NODE_ENV: 'production' };
  // Only an empty folder takes a key before the first start, not one that is missing.
  await mkdir(dataFolder, { recursive: true });
  const key = async (name: string) => {
    const output = await lines(process.execPath, [program, 'keys', 'create', '--name', name, '--scope', 'write'], env);
    const found = output.map((line) => /(leo_\S+)/.exec(line)?.[1]).find((value) => value !== undefined);
    if (found === undefined) throw new Error(`no key in: ${output.join('\n')}`);
    return found;
  };
  const keys = { attacker: await key('attacker'), other: await key('other') };
  const port = await freePort();
  const child = spawn(process.execPath, [program, 'serve', '--port', String(port), '--log-level', 'error'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let running = true;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ended.then(() => (running = false));
  const url = `http://127.0.0.1:${port}`;
  const answers = () =>
    fetch(`${url}/healthz`)
      .then(({ ok }) => ok)
      .catch(() => false);
  while (!(await answers())) {
    if (!running) throw new Error('the server ended');
    await sleep(200);
  }
  const server: AttackedServer = {
    url,
    memory: () => peakOf(child.pid ?? 0),
    stop: async () => {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    },
  };
  return { server, keys };
}

/** A port that nobody listens at now. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

async function peakOf(pid: number): Promise<number> {
  const read = (path: string) => readFile(`/proc/${pid}/${path}`, 'utf8').catch(() => '');
  const own = Number(/VmHWM:\s+(\d+)/.exec(await read('status'))?.[1] ?? 0) / 1024;
  const children = (await read(`task/${pid}/children`)).split(' ').filter(Boolean).map(Number);
  const below = await Promise.all(children.map(peakOf));
  return below.reduce((sum, each) => sum + each, own);
}

async function lines(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<string[]> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const found: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) found.push(line);
  return found;
}
