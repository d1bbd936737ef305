import { maxHeaderSize, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { LeopardError } from '../lib/errors.js';
import { refusalBody } from './refusal.js';

/** Answers in GraphQL's form what is no HTTP request, and so never gets to the app: Node by itself answers without a body. */
export function answerConnectionFaults(server: Server): void {
  server.on('clientError', (fault: NodeJS.ErrnoException, socket: Duplex) => {
    if (fault.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const { status, error } = refusalOf(fault.code);
    const body = refusalBody(error);
    socket.end(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        'Content-Type: application/json; charset=utf-8',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Cache-Control: no-store',
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  });
}

function refusalOf(code: string | undefined): { readonly status: number; readonly error: LeopardError } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW': {
      const message = `Address and headers of a request have at most ${maxHeaderSize} bytes together. Send the operation as the body of a POST.`;
      return { status: 431, error: new LeopardError('LIMIT_EXCEEDED', message) };
    }
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, error: new LeopardError('TIMEOUT', 'The request did not arrive in time. Send it again.') };
    default:
      return { status: 400, error: new LeopardError('BAD_USER_INPUT', 'This is no HTTP request.') };
  }
}
