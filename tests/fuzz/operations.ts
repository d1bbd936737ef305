/** What a collection has that operations can name. */
export interface Known {
  readonly ids: readonly string[];
  readonly searchId: string;
  readonly cursor: string;
  /** A picture that is not stored, base64. */
  readonly picture: string;
}

export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const IMAGE = `fragment I on Image { id fileName url(width: 32, height: 32) original: url width height mimeType bytes placeholder metadata createdAt }`;

/** Operations that every field and argument of the contract is in; the fuzzer breaks them. */
export const operationsOn = ({ ids, searchId, cursor, picture }: Known): readonly Operation[] => [
  {
    query: `query A($image: ImageInput, $instruction: String, $limit: Int! = 9, $filter: FilterInput, $region: RegionInput, $minScore: Float,
      $like: [PartInput!], $unlike: [PartInput!], $exclude: [ID!], $own: Boolean! = false, $distinct: String) {
      search(image: $image, instruction: $instruction, limit: $limit, filter: $filter, region: $region, minScore: $minScore,
        like: $like, unlike: $unlike, exclude: $exclude, includeQueryImage: $own, distinct: $distinct, generation: ACTIVE) {
        id createdAt expiresAt match hitCount facets(first: 4) { key } influence { considered imageOnly instructionOnly both neither }
        warnings { code message }
        query {
          instruction minScore filter region { left top width height } image { url(width: 10, height: 9) width height stored { id } }
          like { text weight image { url } } unlike { text weight image { url } } exclude includeQueryImage distinct
        }
        hits(limit: 5, offset: 1) { rank score others relevance match image { ...I } }
        timings { total queue decode vision fuse vectorSearch }
      }
    } ${IMAGE}`,
    variables: {
      image: { id: ids[0] },
      instruction: 'a red square',
      limit: 4,
      minScore: -1,
      region: { left: 0, top: 0.1, width: 0.9, height: 0.5 },
      like: [{ text: 'a square', weight: 1.5 }, { image: { id: ids[1] } }],
      unlike: [{ image: { base64: picture }, weight: 0.3 }],
      exclude: [ids[2]],
      own: true,
      distinct: 'parity',
      filter: {
        all: [{ key: 'number', atLeast: 1, lessThan: 9, atMost: 8, greaterThan: 0 }],
        any: [
          { key: 'parity', in: ['odd', 'even'] },
          { key: 'number', equals: 5 },
        ],
        none: [{ key: 'x', exists: true }],
      },
    },
  },
  {
    query: `query B($first: Int!, $after: String, $filter: FilterInput, $orderBy: ImageOrder! = NEWEST) {
      images(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id url bytes mimeType } }
      }
      metadataFields(first: 5) { key count types values(first: 3) { value count } minimum maximum }
    }`,
    variables: { first: 3, after: cursor, filter: { all: [{ key: 'number', equals: 1 }] } },
  },
  {
    query: `query C($search: ID!, $id: ID!, $candidates: Int! = 9, $keys: [String!], $model: String, $limit: Int, $offset: Int! = 0) {
      searchResult(id: $search) {
        id hits(limit: $limit, offset: $offset) { rank }
        rerank(candidates: $candidates, includeMetadata: $keys, model: $model, cachedOnly: false) {
          best { position index reason hit { rank } } ranking { position } explanation contactSheet { url width height } model
          usage { inputTokens outputTokens totalTokens estimatedCost } cached repaired latency
        }
      }
      image(id: $id) { id similar(limit: 2, minScore: 0.1, distinct: "parity", filter: { any: [{ key: "number", exists: true }] }) { rank } }
      imagesByIds(ids: [$id, "c"]) { id }
    }`,
    variables: { search: searchId, id: ids[1], candidates: 3, keys: ['number'], model: 'x', limit: 2, offset: 1 },
  },
  {
    query: `{ status { version images page { distinct } model { id dimension precision preprocessing } encoder { remote healthy lastError }
      modelSwitch { state from to done total failed startedAt keptUntil lastError } vectorStore { kind collection healthy vectors }
      reranker { configured model models } limits { uploadBytes imagePixels imageScans decodeTime filesPerRequest imagesPerIngest metadataBytes metadataKeys
      metadataDepth searchLimit searchWindow searchParts excludedImages instructionTokens instructionTokensWithImage listLimit deletionsPerRequest changesPerRequest filterConditions
      queryDepth queryComplexity aliases answerBytes rerankCandidates rankings rerankMetadataBytes requestTime bodyBytes bodyDepth bodyValues documentLength documentTokens fragments introspections concurrentRequests queueLength } } }`,
    variables: {},
  },
  {
    query: `mutation D($images: [IngestImageInput!]!) {
      ingestImages(images: $images) { stored updated unchanged rejected outcomes { index status searchable image { id } error { code message } } }
    }`,
    variables: {
      images: [
        { image: { base64: picture }, fileName: 'a.png', metadata: { a: [1, { b: null }] } },
        { image: { url: 'http://127.0.0.1:1/a.png' }, defaultFileName: 'b.png' },
      ],
    },
  },
  {
    query: `mutation E($id: ID!, $metadata: JSONObject!, $ids: [ID!]!, $searches: [ID!]) {
      setImageMetadata(id: $id, metadata: $metadata) { id metadata } deleteImages(ids: $ids) { deleted notFound } eraseSearches(ids: $searches)
    }`,
    variables: { id: ids[2], metadata: { a: 1 }, ids: [ids[0], 'c'], searches: ['a'] },
  },
  {
    query: `mutation H($ids: [ID!]!, $id: ID!, $set: JSONObject, $remove: [String!], $filter: FilterInput!, $expected: Int!, $name: String!) {
      updateImages(ids: $ids, set: $set, remove: $remove) { updated notFound }
      updateImagesWhere(filter: $filter, expected: $expected, set: $set, remove: $remove) { updated notFound }
      deleteImagesWhere(filter: $filter, expected: $expected) { deleted notFound }
      renameImage(id: $id, fileName: $name) { id fileName }
    }`,
    variables: {
      ids: [ids[1], 'c'],
      id: ids[1],
      set: { a: 2 },
      remove: ['parity'],
      filter: { all: [{ key: 'number', equals: 4 }] },
      expected: 1,
      name: 'b.png',
    },
  },
  {
    query: `query F { ...Q } fragment Q on Query { a: search(instruction: "x", limit: 1) { ...S } b: __typename } fragment S on SearchResult { id hits { image { ... on Image { id } } } }`,
    variables: {},
  },
  {
    query: `query G($one: Upload, $other: ImageInput) { a: search(image: { upload: $one }) { id } b: search(image: $other, instruction: "in blue") { id } }`,
    variables: { one: null, other: { upload: null } },
  },
];
