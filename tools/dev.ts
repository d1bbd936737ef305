// npm run dev: the server and the page together, each anew when a file of it changes. Flags are those of `leopard serve`.
// The page's own address, http://localhost:5173, hands everything of the server on to it (web/vite.config.ts).
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const flags = process.argv.slice(2);
const given = flags.indexOf('--port');
const port = (given === -1 ? process.env['PORT'] : flags[given + 1]) ?? '4000';

const at = (path: string) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));
const programs: ChildProcess[] = [
  start(at('tsx/dist/cli.mjs'), ['watch', '--clear-screen=false', 'src/main.ts', 'serve', ...flags]),
  start(at('vite/bin/vite.js'), ['web'], { LEOPARD_SERVER: `http://127.0.0.1:${port}` }),
];

function start(program: string, parameters: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  return spawn(process.execPath, [program, ...parameters], {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: 'inherit',
  });
}

// One is of no use without the other.
for (const program of programs)
  program.on('exit', (code) => {
    process.exitCode ??= code ?? 1;
    for (const other of programs) other.kill('SIGTERM');
  });
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => programs.forEach((program) => program.kill('SIGTERM')));
