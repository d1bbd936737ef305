import type { Logger } from 'pino';

/**
 * What has been acquired, to be disposed of in reverse order: the language's AsyncDisposableStack, which Node 20 lacks, but each
 * resource has a name, and one that cannot be disposed of is logged and does not keep back the others.
 */
export class DisposableStack {
  private readonly resources: { readonly name: string; readonly dispose: () => Promise<void> }[] = [];
  private disposal: Promise<void> | undefined;

  constructor(private readonly logger: Logger) {}

  /** Remembers how to dispose of a resource, and hands it on. */
  adopt<T>(name: string, resource: T, dispose: (resource: T) => Promise<void>): T {
    this.resources.push({ name, dispose: () => dispose(resource) });
    return resource;
  }

  /** Safe to call twice. */
  disposeAsync(): Promise<void> {
    this.disposal ??= this.dispose();
    return this.disposal;
  }

  private async dispose(): Promise<void> {
    for (const { name, dispose } of this.resources.reverse()) {
      try {
        await dispose();
      } catch (error) {
        this.logger.error({ err: error, resource: name }, 'a resource could not be released');
      }
    }
  }
}
