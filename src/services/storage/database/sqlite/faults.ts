import { LeopardError, SetupError } from '../../../../lib/errors.js';
import { tooManyOpenFiles } from '../../../../lib/open-files.js';
import { diskFull, readOnly } from './check-folder.js';
import type { Fault } from './protocol.js';

/** What SQLite says: https://sqlite.org/rescode.html, primary codes. */
const KINDS = {
  5: 'busy',
  6: 'busy',
  8: 'read-only',
  10: 'failing',
  11: 'damaged',
  13: 'full',
  14: 'not opened',
  26: 'damaged',
} as const;

export type SqliteFaultKind = (typeof KINDS)[keyof typeof KINDS] | 'unknown';

/** For the calls of the driver that give no code. */
const MESSAGES: readonly (readonly [RegExp, SqliteFaultKind])[] = [
  [/database or disk is full/i, 'full'],
  [/malformed|not a database/i, 'damaged'],
  [/readonly|read-only/i, 'read-only'],
  [/unable to open/i, 'not opened'],
  [/disk I\/O error/i, 'failing'],
  [/database (table )?is locked/i, 'busy'],
];

/** An error of SQLite, by what has to be done about it. */
export class SqliteFault extends Error {
  override readonly name = 'SqliteFault';
  readonly kind: SqliteFaultKind;

  constructor(fault: Fault) {
    super(fault.errcode === undefined ? fault.message : `${fault.message} (SQLite ${fault.errcode})`);
    const code = fault.errcode === undefined ? undefined : fault.errcode & 0xff;
    const known = Object.entries(KINDS).find(([number]) => Number(number) === code)?.[1];
    this.kind = known ?? MESSAGES.find(([pattern]) => pattern.test(fault.message))?.[1] ?? 'unknown';
  }
}

const REQUESTS: Readonly<Partial<Record<SqliteFaultKind, string>>> = {
  full: 'The disk of the data folder is full. Nothing stored was lost and nothing new was stored. Free some space (deleting pictures works), then repeat the request.',
  'read-only':
    'The data folder cannot be written: its disk is mounted read-only, or the permissions were changed. Nothing stored was lost. Mend that, then repeat the request.',
  'not opened':
    'A file of the database cannot be opened: too many files are open, or the permissions were changed. Nothing stored was lost. Mend that, then repeat the request.',
  failing:
    'The disk of the data folder fails or is full. Nothing that was acknowledged was changed. Check the disk, then repeat the request.',
  damaged:
    'A part of the database is damaged; what lies elsewhere in it still answers. Restore a backup; `leopard doctor` says what can be read.',
  busy: 'Another program has kept the database locked for more than 5 seconds. Stop it, then repeat the request.',
};

/** What a client is told; a fault of another kind is ours and passes as it is. */
export function unavailable(fault: SqliteFault): Error {
  const message = REQUESTS[fault.kind];
  return message === undefined ? fault : new LeopardError('STORAGE_UNAVAILABLE', message, { cause: fault });
}

/** What is said where the database cannot be opened. @param openFiles whether a file can be opened at all */
export function notOpened(path: string, fault: SqliteFault, openFiles: boolean): Error {
  const setup = (code: string, message: string) => new SetupError(code, message, { cause: fault });
  switch (fault.kind) {
    case 'full':
    case 'failing':
      return diskFull(path, fault);
    case 'damaged':
      return setup(
        'STORE_DAMAGED',
        `${path} is damaged and cannot be opened: ${fault.message}. Restore it from a backup; \`leopard doctor\` says what can be read.`,
      );
    case 'read-only':
      return readOnly(path, fault);
    case 'not opened':
      return openFiles
        ? setup(
            'STORE_UNREADABLE',
            `${path} cannot be opened: ${fault.message}. Check the permissions of the folder and of its files.`,
          )
        : tooManyOpenFiles(`${path} cannot be opened, since too many files are open`, fault);
    case 'busy':
      return setup('DATA_FOLDER_LOCKED', `Another program uses ${path}. Stop it, or use another DATA_FOLDER.`);
    case 'unknown':
      return fault;
  }
}
