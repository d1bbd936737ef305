/** One thing to embed: a picture, words, or both, which become one vector. */
export interface Conversation {
  /** Stored pictures are documents; whatever has words is a query. */
  readonly role: 'document' | 'query';
  /** Instruction to the model. */
  readonly prompt: string | undefined;
  /** A JPEG file. */
  readonly picture: Uint8Array | undefined;
  readonly text: string | undefined;
}

/** Tokens that a service counted. */
export interface Usage {
  readonly tokens: number;
}

export interface WireAnswer {
  readonly vector: Float32Array;
  readonly usage: Usage;
}

/** How one kind of service is asked. */
export interface Protocol {
  /** Behind the address. */
  readonly path: string;
  /** What of a request shapes a stored vector, beside model and prompt. */
  readonly flags: Readonly<Record<string, unknown>>;
  body(model: string, conversation: Conversation): unknown;
  /**
   * The one vector of an answer.
   * @throws Error where there is none, or more than one, or it is no vector
   */
  read(answer: unknown): WireAnswer;
}

/** The parts of a message, in the order in which the models were trained: the picture first. */
export function contentParts({ picture, text }: Conversation): object[] {
  const parts: object[] = [];
  if (picture !== undefined) {
    const url = `data:image/jpeg;base64,${Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength).toString('base64')}`;
    parts.push({ type: 'image_url', image_url: { url } });
  }
  if (text !== undefined) parts.push({ type: 'text', text });
  return parts;
}
