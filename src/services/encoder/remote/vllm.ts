import { z } from 'zod';
import { contentParts, type Protocol } from './protocol.js';
import { decodeVector } from './vector.js';

const FLAGS = { add_generation_prompt: true, add_special_tokens: true } as const;

const answer = z.object({
  data: z.tuple([z.object({ index: z.literal(0), embedding: z.union([z.string(), z.array(z.unknown())]) })]),
  usage: z.object({ prompt_tokens: z.number().nonnegative().catch(0) }).catch({ prompt_tokens: 0 }),
});

/**
 * vLLM's chat embeddings: one conversation, one vector. Without the two flags the vector is read at another token than the models
 * were trained with: nothing fails, and every search is bad.
 */
export const vllm: Protocol = {
  path: '/embeddings',
  flags: FLAGS,
  body: (model, conversation) => ({
    model,
    messages: [
      ...(conversation.prompt === undefined
        ? []
        : [{ role: 'system', content: [{ type: 'text', text: conversation.prompt }] }]),
      { role: 'user', content: contentParts(conversation) },
    ],
    encoding_format: 'base64',
    endianness: 'little',
    ...FLAGS,
  }),
  read(value) {
    const { data, usage } = answer.parse(value);
    return { vector: decodeVector(data[0].embedding), usage: { tokens: usage.prompt_tokens } };
  },
};
