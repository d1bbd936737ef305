import { readFile } from 'node:fs/promises';
import { createClient } from './clients.js';

/** `attacker.ts <url> <key> <picture> <count>`: searches by so many variants of a picture at once, and prints what was answered. */
const [url = '', key = '', file = '', count = '1'] = process.argv.slice(2);
const picture = await readFile(file);
const client = createClient(url, key);
/** Bytes behind the end of the file change what it is known by, not what it costs. */
const variant = (number: number) => Buffer.concat([picture, Buffer.from(`\n${number}`)]);
const answers = Array.from({ length: Number(count) }, (_, number) => client.search({ picture: variant(number) }));
console.log((await Promise.all(answers)).join(', '));
