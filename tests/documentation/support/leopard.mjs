// `leopard` for scripts of the pages: a server that they start is stopped as soon as it serves.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../dist/leopard.cjs', import.meta.url));
const parameters = process.argv.slice(2);
const child = spawn(process.execPath, [main, ...parameters], { stdio: ['inherit', 'pipe', 'inherit'] });
child.stdout.on('data', (chunk) => {
  process.stdout.write(chunk);
  if (parameters[0] === 'serve' && chunk.includes('Leopard serves')) child.kill('SIGTERM');
});
child.on('close', (code) => process.exit(code ?? 1));
