#!/usr/bin/env node
import 'reflect-metadata';
import { runCommandLine } from './cli/index.js';

// Whoever reads the output may have seen enough (`leopard … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// graphql-js, Express and Apollo Server look at it when they are loaded, which a command does; left unset it means development,
// where a search takes half as long again.
process.env['NODE_ENV'] ??= 'production';

process.exitCode = await runCommandLine(process.argv);
