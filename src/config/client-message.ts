import { declaredSettings } from './index.js';

/** Settings are the operator's; a client finds the limits among them in `status { limits }`, under the same names. */
const settings = declaredSettings();

/** Limits of the server's own work, which the status does not report. */
const OWN = /^(url|rendition|uploadMemory|uploadIdle|pictureMemory|bodyMemory|concurrentBodies)/;

const reported = new Map(
  settings
    .filter(({ section, name }) => (section === 'limits' && !OWN.test(name)) || name === 'queueLength')
    .map(({ env, name }) => [env, `status { limits { ${name} } }`]),
);

const names = settings.map(({ env }) => env).sort((a, b) => b.length - a.length);
const MENTION = new RegExp(` ?\\((${names.join('|')})\\)`, 'g');

/** A message as an API user reads it: where it names a setting in brackets, the field that reports it, or nothing. */
export const clientMessage = (message: string): string =>
  message.replace(MENTION, (_mention, env: string) => {
    const field = reported.get(env);
    return field === undefined ? '' : ` (${field})`;
  });
