import { parentPort } from 'node:worker_threads';
import { LeopardError } from '../../lib/errors.js';
import { lowerPriority } from '../../lib/thread-priority.js';
import { checkJsonBounds } from './json-bounds.js';
import type { JsonTask, ParsedJson } from './json-parser.js';

/** Behind the encoder's threads, which have searches of others to do. */
const NICE = 15;

/** Entry of a worker thread that parses one text after the other. */
lowerPriority(NICE);
parentPort?.on('message', (task: JsonTask) => parentPort?.postMessage(parse(task)));

function parse({ number, text: blocks, bounds }: JsonTask): ParsedJson {
  try {
    const text = Buffer.concat(blocks);
    checkJsonBounds(text, bounds);
    return { number, value: JSON.parse(text.toString()) as unknown };
  } catch (error) {
    return { number, fault: error instanceof LeopardError ? error.message : undefined };
  }
}
