import { parentPort, workerData } from 'node:worker_threads';
import { Committer, isFull } from './committer.js';
import { Connection, faultOf } from './connection.js';
import type { Answer, FromThread, ThreadSetup, ToThread, Transaction } from './protocol.js';
import { Reserve } from './reserve.js';

const ERASURE_RETRY = 1000;

const tell = (message: FromThread, moved: ArrayBuffer[] = []) => parentPort?.postMessage(message, moved);

/** The program of a database thread: one that writes, and one that reads. */
function main(setup: ThreadSetup): void {
  let run: ((message: Extract<ToThread, { kind: 'run' }>) => void) | undefined;
  parentPort?.on('message', (message: ToThread) => {
    if (message.kind === 'run') return run?.(message);
    try {
      const reserve = new Reserve(setup.reserve);
      const connection = open(setup, reserve);
      run = setup.role === 'write' ? writer(new Committer(connection, reserve)) : reader(connection);
      tell({ kind: 'ready' });
    } catch (error) {
      tell({ kind: 'failed', fault: faultOf(error) });
    }
  });
}

function reader(connection: Connection) {
  const read = ({ statements }: Transaction): Answer => {
    try {
      return { results: statements.map((statement) => connection.run(statement)) };
    } catch (error) {
      return { fault: faultOf(error) };
    }
  };
  return ({ id, transactions }: Extract<ToThread, { kind: 'run' }>) => {
    const answers = transactions.map(read);
    tell({ kind: 'answers', id, answers }, buffersOf(answers));
  };
}

function writer(committer: Committer) {
  let waiting: NodeJS.Timeout | undefined;
  const tryErasureAgain = () => {
    committer.truncateLog();
    if (committer.erasureWaits) return;
    clearInterval(waiting);
    waiting = undefined;
  };
  return ({ id, transactions }: Extract<ToThread, { kind: 'run' }>) => {
    const answers = committer.commit(transactions);
    tell({ kind: 'answers', id, answers }, buffersOf(answers));
    if (!committer.erasureWaits || waiting !== undefined) return;
    tell({ kind: 'erasure-waits' });
    waiting = setInterval(tryErasureAgain, ERASURE_RETRY);
  };
}

/** A database with a log needs a little room even to be opened. */
function open({ path, role }: ThreadSetup, reserve: Reserve): Connection {
  const connect = () => {
    const connection = new Connection(path, role);
    // The first read is what finds a folder where no file can be made, or a file that is no database.
    connection.run({ sql: 'select count(*) as n from sqlite_schema', parameters: [] });
    // On a full disk all but what the files of the connection took of it: it is for deletions.
    if (role === 'write') reserve.take();
    return connection;
  };
  try {
    return connect();
  } catch (error) {
    if (role === 'read' || !isFull(faultOf(error)) || !reserve.giveUp()) throw error;
    return connect();
  }
}

/** Vectors leave the thread without a copy. */
function buffersOf(answers: readonly Answer[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const answer of answers) {
    if ('fault' in answer) continue;
    for (const { rows } of answer.results) {
      for (const row of rows) {
        for (const value of Object.values(row)) {
          if (value instanceof Uint8Array && value.byteLength === value.buffer.byteLength) {
            buffers.add(value.buffer as ArrayBuffer);
          }
        }
      }
    }
  }
  return [...buffers];
}

main(workerData as ThreadSetup);
