import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { createProgram } from '../../src/cli/index.js';
import { declaredSettings, readConfig } from '../../src/config/index.js';

export const DEPLOY = fileURLToPath(new URL('../../deploy/', import.meta.url));
export const read = (name: string) => readFile(join(DEPLOY, name), 'utf8');

/** Of the system, not of the server. */
const OF_THE_SYSTEM = ['HOME', 'TMPDIR'];
const SETTINGS = new Set(declaredSettings().map(({ env }) => env));
export const COMMANDS = (await createProgram()).commands.map((command) => command.name());

/** Every setting is one of the server's, and together they are a configuration that it takes. */
export function expectUsable(where: string, environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(environment))
    if (!OF_THE_SYSTEM.includes(name)) expect([...SETTINGS], where).toContain(name);
  expect(() => readConfig(environment), where).not.toThrow();
}
