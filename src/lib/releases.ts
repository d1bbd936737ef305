import type { Logger } from 'pino';

/** What has been acquired, to be released in reverse order; one release that fails does not keep back the others. */
export class Releases {
  private readonly releases: { readonly name: string; readonly release: () => Promise<void> }[] = [];
  private done: Promise<void> | undefined;

  constructor(private readonly logger: Logger) {}

  /** Remembers how to release a resource, and hands it on. */
  add<T>(name: string, resource: T, release: (resource: T) => Promise<void>): T {
    this.releases.push({ name, release: () => release(resource) });
    return resource;
  }

  /** Safe to call twice. */
  all(): Promise<void> {
    this.done ??= this.run();
    return this.done;
  }

  private async run(): Promise<void> {
    for (const { name, release } of this.releases.reverse()) {
      try {
        await release();
      } catch (error) {
        this.logger.error({ err: error, resource: name }, 'a resource could not be released');
      }
    }
  }
}
