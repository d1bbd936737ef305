/** How much of a service's words is looked at. */
const READ = 4000;
/** Fields in which services send back what they were sent, or what the model wrote. */
const ECHOES = new Set(['input', 'failed_generation', 'flagged_input', 'ctx', 'url']);

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** No answer came: the connection failed, or took too long. */
export class NotReached extends Error {
  override readonly name = 'NotReached';

  constructor(cause: Error) {
    super('The service cannot be reached.', { cause });
  }
}

/**
 * A refusal of the service, with its body as it came. OpenAI's form is one of many: `{"object": "error", "message"}`, a list
 * with one object, `{"detail": [{"loc", "msg"}]}`, plain text. Its words may repeat the prompt: they are looked at here, and
 * leave only through `told` in report.ts.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  private readonly fields: Fields;

  constructor(
    readonly status: number,
    /** Parsed JSON, or text. */
    private readonly body: unknown,
    readonly headers?: Headers,
  ) {
    super(`The service answered ${status}.`);
    this.fields = errorFields(body);
  }

  /** Such as `model_not_found`; '' where there is none. */
  get code(): string {
    const { code, status } = this.fields;
    return [code, status].find((value) => typeof value === 'string') ?? '';
  }

  get type(): string {
    return typeof this.fields['type'] === 'string' ? this.fields['type'] : '';
  }

  /** The setting that it is about; '' where none is named. */
  get parameter(): string {
    return typeof this.fields['param'] === 'string' ? this.fields['param'] : '';
  }

  /** Everything that the service says, codes and messages in a row. */
  get words(): string {
    return [...leaves(this.body)].join(' ').slice(0, READ);
  }

  /** The service's own sentence. */
  get sentence(): string {
    const { message, msg, detail } = this.fields;
    const found = [message, msg, detail].find((value) => typeof value === 'string');
    return typeof found === 'string' ? found.slice(0, READ) : this.words;
  }

  /** What the model wrote where the service could not read it as JSON (Groq). */
  get generation(): string | undefined {
    const { failed_generation: text } = this.fields;
    return typeof text === 'string' ? text : undefined;
  }
}

/** The object that describes the error, wherever it is. */
function errorFields(body: unknown): Fields {
  const outer: unknown = Array.isArray(body) ? body[0] : body;
  if (!isFields(outer)) return {};
  return isFields(outer['error']) ? outer['error'] : outer;
}

/** Every text in a body, but for echoes of the request. */
function* leaves(value: unknown, depth = 0): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (depth > 6 || typeof value !== 'object' || value === null) return;
  else {
    for (const [name, inner] of Object.entries(value)) if (!ECHOES.has(name)) yield* leaves(inner, depth + 1);
  }
}

/**
 * An error in an answer with status 200 (OpenRouter), whole or in its only choice. Undefined where there is none.
 */
export function errorWithin(answer: unknown): ServiceError | undefined {
  if (!isFields(answer)) return undefined;
  const choice: unknown = Array.isArray(answer['choices']) ? answer['choices'][0] : undefined;
  const error = answer['error'] ?? (isFields(choice) ? choice['error'] : undefined);
  if (!error) return undefined;
  const code = isFields(error) ? Number(error['code']) : NaN;
  return new ServiceError(code >= 400 && code <= 599 ? code : 502, { error });
}
