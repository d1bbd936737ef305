import { z } from 'zod';
import { contentParts, type Protocol } from './protocol.js';
import { decodeVector } from './vector.js';

const count = z.number().nonnegative().catch(0);
const answer = z.object({
  embeddings: z.object({ float: z.tuple([z.array(z.unknown())]) }),
  meta: z
    .object({ billed_units: z.object({ input_tokens: count, image_tokens: count }) })
    .catch({ billed_units: { input_tokens: 0, image_tokens: 0 } }),
});

/** Cohere's Embed v2, also spoken by vLLM. The role is a field of its own, so prompts have no place in it. */
export const cohere: Protocol = {
  path: '/embed',
  flags: {},
  body: (model, conversation) => ({
    model,
    input_type: conversation.role === 'document' ? 'search_document' : 'search_query',
    inputs: [{ content: contentParts(conversation) }],
    embedding_types: ['float'],
    // Cut off without a word otherwise.
    truncate: 'NONE',
  }),
  read(value) {
    const { embeddings, meta } = answer.parse(value);
    const { input_tokens: words, image_tokens: pictures } = meta.billed_units;
    return { vector: decodeVector(embeddings.float[0]), usage: { tokens: words + pictures } };
  },
};
