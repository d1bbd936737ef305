const PICTURE =
  'id fileName url thumbnail: url(width: 480, height: 480) width height mimeType bytes placeholder metadata createdAt';
const FIELDS = 'id createdAt expiresAt query { instruction } timings { total vectorSearch }';
const variables = { instruction: 'a red mug with hearts' };

/** What a page of hits takes, and what it is compared with. */
export const SEARCH = {
  query: `query ($instruction: String) { search(instruction: $instruction, limit: 24) { ${FIELDS} hits { rank score image { ${PICTURE} } } } }`,
  variables,
};
/** All that an answer says about itself and its hits, but for influence. */
export const EVERYTHING = {
  query: `query ($instruction: String) {
    search(instruction: $instruction, limit: 24) {
      ${FIELDS} match hitCount warnings { code message }
      facets(first: 20) { key count types minimum maximum values(first: 20) { value count } }
      hits { rank score relevance match others image { ${PICTURE} } }
    }
  }`,
  variables,
};
export const HELLO = { query: '{ hello }' };
