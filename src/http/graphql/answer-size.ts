import type { ApolloServerPlugin } from '@apollo/server';
import type { Limits } from '../../config/index.js';
import { exceedsJsonBytes } from '../../lib/json-bytes.js';
import { LeopardError } from '../../lib/errors.js';
import { statusOf } from '../refusal.js';

/**
 * Refuses answers that are too large, before they are written as JSON: complexity bounds the number of values, and not how long they
 * are.
 */
export function limitAnswers({ answerBytes }: Pick<Limits, 'answerBytes'>): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ operation, response: { body, http } }) {
          if (body.kind !== 'single' || !exceedsJsonBytes(body.singleResult, answerBytes)) return;
          const { message, code } = tooLarge(answerBytes, operation?.operation === 'mutation');
          body.singleResult = { errors: [{ message, extensions: { code } }] };
          http.status = statusOf(code);
        },
      };
    },
  };
}

const tooLarge = (bytes: number, done: boolean) =>
  new LeopardError(
    'LIMIT_EXCEEDED',
    `The answer has more than ${bytes} bytes (status { limits { answerBytes } }).${done ? ' The mutation was carried out.' : ''} Ask for fewer elements or fields.`,
  );
