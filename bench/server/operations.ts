import { print } from 'graphql';
import { SearchDocument } from '../../codegen/client/generated/graphql.js';

/** What the page sends, and what it is compared with. */
export const SEARCH = { query: print(SearchDocument), variables: { instruction: 'a red mug with hearts' } };
export const HELLO = { query: '{ hello }' };
