import { Query, Resolver, UseMiddleware } from 'type-graphql';
import { Status } from '../schema/status.js';
import type { ServiceStatus } from '../services/status.js';
import { timeLimited } from './time-limited.js';

@Resolver()
export class StatusResolver {
  constructor(private readonly readStatus: () => Promise<ServiceStatus>) {}

  @Query(() => Status, { description: 'What the server is, how it does, and what its limits are.' })
  @UseMiddleware(timeLimited)
  status(): Promise<Status> {
    return this.readStatus() as Promise<Status>;
  }
}
