import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { ContactSheet } from '../schema/rerank.js';
import type { RerankOutcome } from '../services/reranker/types.js';
import type { RequestContext } from './context.js';

@Resolver(() => ContactSheet)
export class ContactSheetResolver {
  @FieldResolver(() => String, { description: 'Absolute address of the PNG.' })
  url(@Ctx() { addresses }: RequestContext, @Root() { id }: RerankOutcome['contactSheet']): string {
    return addresses.contactSheet(id);
  }
}
