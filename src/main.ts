#!/usr/bin/env node
import 'reflect-metadata';
import { runCommandLine } from './cli/index.js';

// Whoever reads the output may have seen enough (`leopard … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCommandLine(process.argv);
