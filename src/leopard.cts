#!/usr/bin/env node
// Storing a picture waits for the disk, not for a processor: of more at a time each costs less, since the disk brings them to safety together.
// CommonJS, since Node starts its thread pool when it reads the first ES module, and never makes it larger. Left to whoever has set it.
process.env['UV_THREADPOOL_SIZE'] ??= '16';

let ended = false;
void import('./main.js').then(() => (ended = true));
// As Node does it for a program that waits for nothing and is not done.
process.once('beforeExit', () => {
  if (!ended) process.exitCode ??= 13;
});
