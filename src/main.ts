import 'reflect-metadata';
import { fewOpenFiles } from './lib/open-files.js';

// Whoever reads the output may have seen enough (`leopard … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// graphql-js, Express and Apollo Server look at it when they are loaded, which a command does; left unset it means development,
// where a search takes half as long again.
process.env['NODE_ENV'] ??= 'production';

// The rest is several hundred files, which Node reads side by side: where that fails, it fails in the words of any of them.
const refusal = fewOpenFiles();
if (refusal === undefined) process.exitCode = await (await import('./cli/index.js')).runCommandLine(process.argv);
else {
  process.stderr.write(`${refusal.code}: ${refusal.message}\n`);
  process.exitCode = 1;
}
